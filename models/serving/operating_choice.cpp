#include "models/serving/operating_choice.h"
#include "sim/base/errors.h"
#include <utility>

namespace dcsim {

OperatingChoice::OperatingChoice(const ServiceModel& model, std::vector<Operating> points)
    : model_{model}, points_{std::move(points)}
{
    require(!points_.empty(), "a service is run in some way");
    if (!chooses()) return;
    ServicePoint before;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        ServicePoint alone = model_.at({}, 1, points_[i]);
        const bool answers_sooner = alone.capacity == before.capacity && alone.whole.mean < before.whole.mean;
        if (alone.capacity <= before.capacity && !answers_sooner) continue;
        before = std::move(alone);
        fastest_ = i;
    }
}

const Operating& OperatingChoice::at(Frequency offered, std::uint32_t replicas, bool requests_wait) const
{
    if (!chooses() || requests_wait || replicas == 0) return fastest();
    const Operating* best = nullptr;
    Power least{};
    for (const Operating& point : points_) {
        const ServicePoint p = model_.at(offered, replicas, point);
        if (offered >= p.capacity || p.within_slo < model_.objective().attained) continue;
        if (best && p.above_idle >= least) continue;
        best = &point;
        least = p.above_idle;
    }
    return best ? *best : fastest();
}

} // namespace dcsim
