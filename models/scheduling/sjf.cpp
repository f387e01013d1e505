#include "models/scheduling/policies.h"

namespace dcsim {

namespace {

/// The shortest expected first; with preemption the one that is expected to end first [Schrage, Operations Research 16
/// (1968)].
class Shortest final : public Ranking {
public:
    double rank(const JobView& job, Time) const override { return static_cast<double>(job.estimate.ns); }
    double rank(const RunningView& job, Time now) const override
    {
        return static_cast<double>((job.estimated_end - now).ns);
    }
};

} // namespace

std::unique_ptr<Scheduler> sjf(const OrderedParams& p)
{
    return ordered(std::make_unique<Shortest>(), p);
}

} // namespace dcsim
