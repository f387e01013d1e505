#pragma once
#include "models/vocabulary/service.h"
#include "sim/base/archive.h"

namespace dcsim {

/// Requests that wait because more came than replicas serve, as a fluid: it grows at offered - capacity and drains at
/// the opposite.
class Backlog {
public:
    /// What an interval came to. A request that finds q waiting waits q / capacity.
    struct Interval {
        double served{0};    ///< requests
        Seconds mean_wait{}; ///< of those that came; infinite without capacity
        double start{0}, end{0};
        Frequency capacity{};
        Frequency growth{}; ///< offered - capacity
        Seconds length{};
        double within(Seconds wait) const; ///< share of those that came which wait no longer
    };
    Interval advance(Frequency offered, Frequency capacity, Seconds length);
    double requests() const { return requests_; }
    void state(Archive& archive) { archive("requests", requests_); }

private:
    double requests_{0};
};

/// The point of a service over an interval in which its backlog may grow or drain: waits are finite, the backlog is
/// advanced, `served` counts what it held before.
ServicePoint with_backlog(const ServiceModel& model, Frequency offered, std::uint32_t replicas, const Operating& run,
                          Seconds length, Backlog& backlog);

} // namespace dcsim
