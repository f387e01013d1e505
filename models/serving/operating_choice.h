#pragma once
#include "models/vocabulary/service.h"
#include <vector>

namespace dcsim {

/// Which of several clocks and caps the replicas of a service run at, interval by interval: where its objective holds,
/// the one that draws least; the fastest where it holds at none, or while requests wait for capacity. The service is
/// looked at where it is steady, at the rate of the interval itself: governors follow a load within milliseconds, and
/// what a change of the clock costs is left out. The autoscaler counts on the fastest point.
class OperatingChoice {
public:
    /// At least one point. `model` outlives it; a ServiceTable makes choices cheap.
    OperatingChoice(const ServiceModel& model, std::vector<Operating> points);

    /// Of the highest capacity; of equals the one that answers a single request first.
    const Operating& fastest() const { return points_[fastest_]; }
    const Operating& at(Frequency offered, std::uint32_t replicas, bool requests_wait) const;
    bool chooses() const { return points_.size() > 1; }

private:
    const ServiceModel& model_;
    std::vector<Operating> points_;
    std::size_t fastest_{0};
};

} // namespace dcsim
