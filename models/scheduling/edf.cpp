#include "models/scheduling/policies.h"

namespace dcsim {

namespace {

/// The earliest deadline first [Liu and Layland, Journal of the ACM 20 (1973)].
class Deadline final : public Ranking {
public:
    double rank(const JobView& job, Time) const override { return static_cast<double>(job.deadline.ns); }
    double rank(const RunningView& job, Time) const override { return static_cast<double>(job.deadline.ns); }
};

} // namespace

std::unique_ptr<Scheduler> edf(const OrderedParams& p)
{
    return ordered(std::make_unique<Deadline>(), p);
}

} // namespace dcsim
