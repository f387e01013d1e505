#pragma once
#include "sim/config/fields.h"
#include "sim/numerics/random.h"
#include <optional>

namespace dcsim {

/// What is known of a job when its duration is drawn: the size comes first, so that duration may depend on it.
struct DurationContext {
    double accelerators{1};
    Seconds rest_of_run; ///< from submission to the last instant of the run
};

/// How long a job runs once started, at full clock.
class Durations {
public:
    virtual ~Durations() = default;
    virtual Seconds draw(Random&, const DurationContext&) const = 0;
    virtual std::optional<Seconds> mean() const { return std::nullopt; } ///< where the law knows it
};

using DurationRows = Registry<Durations>;
DurationRows durations();

/// Reads `key = "8 h"`, `key = { preset = "..." }` or `key = { kind = "...", ... }`.
void read_durations(Fields& f, std::string_view key, const DurationRows& rows, Maker<Durations>& chosen);

} // namespace dcsim
