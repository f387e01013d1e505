#include "models/compute/checkpoint_rules.h"
#include <cmath>

namespace dcsim {

namespace {

/// What all that save have in common.
struct SaveParams {
    std::optional<Span> write{};
};

void fields(Fields& f, SaveParams& p)
{
    f.optional("write", p.write,
               "time of one save, during which the job's accelerators are at rest; absent = bytes of the work's state "
               "over what its nodes store per second",
               {.above = Span{}});
}

std::optional<Seconds> write_time(const SaveParams& p)
{
    return p.write ? std::optional{seconds(*p.write)} : std::nullopt;
}

struct FixedParams : SaveParams {
    Span interval{3'600'000'000'000};
};

void fields(Fields& f, FixedParams& p)
{
    f.required("interval", p.interval,
               "working time between two saves, at full clock; a run has at most a million of them",
               {.least = Span{10'000'000'000}});
    fields(f, static_cast<SaveParams&>(p));
}

class FixedInterval final : public CheckpointRule {
public:
    explicit FixedInterval(const FixedParams& p) : params_{p} {}
    std::optional<Seconds> interval(const Checkpointing&) const override { return seconds(params_.interval); }
    std::optional<Seconds> write() const override { return write_time(params_); }

private:
    FixedParams params_;
};

using IntervalLaw = Seconds (*)(const Checkpointing&);

template <IntervalLaw law> class FromFailures final : public CheckpointRule {
public:
    explicit FromFailures(const SaveParams& p) : params_{p} {}
    std::optional<Seconds> interval(const Checkpointing& c) const override
    {
        if (!std::isfinite(c.between_failures.si()) || c.write <= Seconds{0}) return std::nullopt;
        return law(c);
    }
    std::optional<Seconds> write() const override { return write_time(params_); }

private:
    SaveParams params_;
};

Row<CheckpointRule> none()
{
    return {"none", "never saved: a failure starts the job anew",
            [](Fields&) -> Maker<CheckpointRule> { return [] { return std::unique_ptr<CheckpointRule>{}; }; }};
}

} // namespace

CheckpointRules checkpoint_rules()
{
    return {
        none(),
        row<CheckpointRule, FixedInterval, FixedParams>("fixed", "saved after so much working time"),
        row<CheckpointRule, FromFailures<young_interval>, SaveParams>(
            "young", "by Young's formula, from the failures that strike a gang of its size"),
        row<CheckpointRule, FromFailures<daly_interval>, SaveParams>("daly", "by Daly's series of higher order"),
        row<CheckpointRule, FromFailures<best_interval>, SaveParams>(
            "best", "at the least expected time, for failures without memory"),
    };
}

} // namespace dcsim
