#pragma once
#include "models/vocabulary/hardware.h"
#include <optional>
#include <string>

namespace dcsim {

/// A distribution by its quantiles.
struct Latency {
    Seconds mean{}, p50{}, p95{}, p99{};
};

/// What is promised to a request; it is met if all that is set is met.
struct Objective {
    std::optional<Seconds> first{};   ///< until the first token, or the answer where there are no tokens
    std::optional<Seconds> between{}; ///< a token after the first, mean of the request
    double attained{0.99};            ///< fraction of requests for which it must hold
};

/// What a service comes to over an interval at a steady rate of requests.
struct ServicePoint {
    Frequency capacity{};         ///< the highest rate that the replicas sustain
    Frequency served{};           ///< the lesser of what is offered and the capacity
    double batch{0};              ///< requests in progress per replica, mean over the time in which it works
    double busy{0};               ///< fraction of the time in which a replica works
    Latency first{};              ///< until the first token; until the answer where there are no tokens
    Latency between{};            ///< tokens after the first; zero where there are none
    Latency whole{};              ///< until the last token
    double within_slo{1};         ///< fraction of requests that meet the objective
    std::uint32_t batch_limit{0}; ///< requests that a replica works on at most
    Power above_idle{};           ///< of one replica, mean over the interval
    Power idle{};                 ///< of one replica at rest, the idle share of its servers
    ByCause<double> cause{};      ///< shares of its energy, the idle share of its servers included; sum to 1
    ByDevice<double> device{};    ///< shares of the same energy by device; sum to 1
    double items_per_second{0};   ///< output tokens, images, records of all replicas
};

/// A request-driven workload on replicas of one kind. A pure function: callers remember what they asked. Where the
/// offered rate reaches the capacity the line grows without bound: latencies leave out its wait, `within_slo` is 0.
class ServiceModel {
public:
    virtual ~ServiceModel() = default;
    virtual ServicePoint at(Frequency offered, std::uint32_t replicas, const Operating&) const = 0;
    virtual std::uint32_t accelerators_per_replica() const = 0;
    virtual std::string item() const = 0; ///< "output token", "image", "record"
    virtual Objective objective() const { return {}; }
    /// From the grant of its accelerators until a replica answers.
    virtual Seconds cold_start() const { return {}; }
    /// Why a replica cannot run on its hardware.
    virtual std::optional<std::string> refusal() const = 0;
};

} // namespace dcsim
