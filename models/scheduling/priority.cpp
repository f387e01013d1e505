#include "models/scheduling/policies.h"

namespace dcsim {

namespace {

/// A queue for every priority, the highest first.
class Priority final : public Ranking {
public:
    double rank(const JobView& job, Time) const override { return -static_cast<double>(job.standing.priority); }
    double rank(const RunningView& job, Time) const override { return -static_cast<double>(job.standing.priority); }
};

} // namespace

std::unique_ptr<Scheduler> priority(const OrderedParams& p)
{
    return ordered(std::make_unique<Priority>(), p);
}

} // namespace dcsim
