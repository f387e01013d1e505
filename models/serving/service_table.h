#pragma once
#include "models/vocabulary/service.h"
#include <map>
#include <memory>
#include <vector>

namespace dcsim {

/// A service by its load, worked out at points from nothing to the capacity when first asked for and interpolated
/// between, so that an interval costs an interpolation.
///
/// Points are dense near both ends: there a replica that works on many at once begins to be busy all the time, here the
/// line grows. Latencies are interpolated as their product with 1 - load, in which a wait that grows as 1 / (1 - load)
/// is a straight line; everything else as it is. From the capacity on the answer is the model's own. A quantile that
/// jumps as the load rises, where few times are possible, is smoothed over the distance of two points.
class ServiceTable final : public ServiceModel {
public:
    static constexpr std::size_t default_points = 257;

    explicit ServiceTable(std::unique_ptr<ServiceModel> exact, std::size_t points = default_points);

    ServicePoint at(Frequency offered, std::uint32_t replicas, const Operating& run) const override;
    std::uint32_t accelerators_per_replica() const override { return exact_->accelerators_per_replica(); }
    std::string item() const override { return exact_->item(); }
    Objective objective() const override { return exact_->objective(); }
    Seconds cold_start() const override { return cold_start_; }
    std::optional<std::string> refusal() const override { return exact_->refusal(); }
    const ServiceModel& exact() const { return *exact_; }

private:
    struct Table {
        std::vector<double> load;         ///< rising, below 1
        std::vector<ServicePoint> points; ///< of one replica; latencies times 1 - load
        ServicePoint full;                ///< of one replica at its capacity
    };
    const Table& table(const Operating& run) const;
    const ServicePoint& alone(const Operating& run) const;
    Table make_table(const Operating& run) const;

    std::unique_ptr<ServiceModel> exact_;
    std::size_t points_;
    Seconds cold_start_;                              ///< asked for by every replica in every interval
    mutable std::map<Operating, Table> tables_;       ///< a memory only: not to be shared by threads
    mutable std::map<Operating, ServicePoint> alone_; ///< likewise; one replica of which nothing is asked
};

} // namespace dcsim
