#include "models/scheduling/policies.h"
#include "sim/numerics/elementary.h"
#include <cmath>
#include <numbers>
#include <vector>

namespace dcsim {

namespace {

/// Accelerator time held by one workload, where time that lies a half-life back counts half: while `held` is constant,
/// u(t) = u(0) d + held (h / ln 2) (1 - d) with d = 2^(-t / h). In units of thousandths of accelerators times ns.
struct Usage {
    Time since;
    double used{0};
    std::int64_t held{0};

    double at(Time now, Span half_life) const
    {
        const double h = static_cast<double>(half_life.ns);
        const double rate = std::numbers::ln2 / h;
        const double decay = portable_exp(-rate * static_cast<double>((now - since).ns));
        return used * decay + static_cast<double>(held) / rate * (1 - decay);
    }
};

/// The workload that has used least of its share goes first [Kay and Lauder, Communications of the ACM 31 (1988)].
class LeastUsed final : public Ranking {
public:
    explicit LeastUsed(Span half_life) : half_life_{half_life} {}
    double rank(const JobView& job, Time now) const override { return rank(job.workload, job.standing, now); }
    double rank(const RunningView& job, Time now) const override { return rank(job.workload, job.standing, now); }
    void held_changed(Time now, WorkloadId workload, std::int64_t milli_accelerators) override
    {
        if (usage_.size() <= workload.value) usage_.resize(workload.value + 1);
        Usage& usage = usage_[workload.value];
        usage = {now, usage.at(now, half_life_), usage.held + milli_accelerators};
    }
    void state(Archive& archive) override { archive("usage", usage_); }

private:
    /// To a billionth, and less than a millisecond of an accelerator is nothing: what differs by rounding alone is a
    /// tie, however shares are scaled.
    double rank(WorkloadId workload, const Standing& standing, Time now) const
    {
        constexpr double nothing = 1e9; // thousandths of accelerators times ns
        constexpr int bits = 30;
        const double used = of(workload).at(now, half_life_);
        if (used < nothing) return 0;
        int exponent = 0;
        const double mantissa = std::frexp(used / standing.share, &exponent);
        return std::ldexp(std::round(std::ldexp(mantissa, bits)), exponent - bits);
    }
    Usage of(WorkloadId workload) const { return workload.value < usage_.size() ? usage_[workload.value] : Usage{}; }

    Span half_life_;
    std::vector<Usage> usage_; ///< by workload
};

} // namespace

void fields(Fields& f, FairShareParams& p)
{
    fill_field(f, p.fill);
    f.optional("half_life", p.half_life, "accelerator time that was held this long ago counts half", {.above = Span{}});
}

std::unique_ptr<Scheduler> fair_share(const FairShareParams& p)
{
    return ordered(std::make_unique<LeastUsed>(p.half_life), {.fill = p.fill, .preempt_after = {}});
}

} // namespace dcsim
