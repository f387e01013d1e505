#pragma once
#include "models/compute/checkpoint_rules.h"
#include "models/vocabulary/job.h"
#include <optional>
#include <span>

namespace dcsim {

/// How a job saves its state: after each `every` of working time at full clock, for `write` at this load.
struct Saving {
    Span every{}, write{};
    Load load{};
};

/// What a rule looks at: one run's save, the failures that strike its gang, and how much work it has.
struct RunToSave {
    Seconds write{};
    Frequency failures{};
    Seconds restart{};
    Span work{};
};

/// How such a run saves by a rule, at this load; nothing if no save pays or the work is shorter than an interval.
std::optional<Saving> saving_by(const CheckpointRule& rule, const RunToSave& run, const Load& load);
/// The segments with a save after each `every` of them; none at their end, nor before the segment `first`.
Segments with_saves(const Segments& work, std::size_t first, const Saving& saving);
/// What with_saves was made from, or the end of that where the front is gone.
Segments without_saves(std::span<const Segment> segments);
/// How often so much work is saved.
std::int64_t saves_within(Span work, Span every);

} // namespace dcsim
