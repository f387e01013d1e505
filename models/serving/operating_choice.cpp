#include "models/serving/operating_choice.h"
#include "sim/base/errors.h"

namespace dcsim {

OperatingChoice::OperatingChoice(const ServiceModel& model, std::vector<Operating> points)
    : model_{model}, points_{std::move(points)}
{
    require(!points_.empty(), "a service is run in some way");
    if (!chooses()) return;
    Frequency most{};
    for (std::size_t i = 0; i < points_.size(); ++i) {
        const Frequency capacity = model_.at({}, 1, points_[i]).capacity;
        if (capacity <= most) continue;
        most = capacity;
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
