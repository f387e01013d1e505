#include "models/site/saves.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr std::int64_t most_saves = 1'000'000; // of one run, for the memory that they take; closer ones are told of

} // namespace

std::optional<Saving> saving_by(const CheckpointRule& rule, const RunToSave& run, const Load& load)
{
    const auto every =
        rule.interval({.write = run.write, .between_failures = Seconds{1 / run.failures.si()}, .restart = run.restart});
    if (!every || *every >= seconds(run.work)) return std::nullopt;
    return Saving{.every = std::max(span_at_least(*every), Span{1 + run.work.ns / most_saves}),
                  .write = span_at_least(run.write),
                  .load = load};
}

std::int64_t saves_within(Span work, Span every)
{
    require(every > Span{}, "saves are some time apart");
    return work > Span{} ? (work.ns - 1) / every.ns : 0;
}

Segments with_saves(const Segments& work, std::size_t first, const Saving& saving)
{
    require(saving.every > Span{}, "saves are some time apart");
    const Segment save{Segment::Rate::fixed, saving.write, saving.load, Segment::Part::save};
    Span length{};
    for (std::size_t i = first; i < work.size(); ++i) length = length + work[i].amount;
    std::vector<Segment> all;
    all.reserve(2 * (work.size() + static_cast<std::size_t>(length.ns / saving.every.ns)));
    all.assign(work.begin(), work.begin() + first);
    Span until_save = saving.every;
    for (std::size_t i = first; i < work.size(); ++i) {
        Span rest = work[i].amount;
        for (; rest > until_save; until_save = saving.every) {
            all.push_back(work[i]);
            all.back().amount = until_save;
            all.back().part = Segment::Part::goes_on;
            all.push_back(save);
            rest = rest - until_save;
        }
        all.push_back(work[i]);
        all.back().amount = rest;
        until_save = until_save - rest;
        if (until_save > Span{}) continue;
        until_save = saving.every;
        if (i + 1 < work.size()) all.push_back(save);
    }
    return Segments{std::move(all)};
}

Segments without_saves(std::span<const Segment> segments)
{
    Segments work;
    for (const Segment& s : segments) {
        if (s.part == Segment::Part::save) continue;
        if (!work.empty() && work.back().part == Segment::Part::goes_on) {
            const Span before = work.back().amount;
            work.back() = s;
            work.back().amount = before + s.amount;
        } else
            work.push_back(s);
    }
    return work;
}

} // namespace dcsim
