#pragma once
#include "models/serving/batch_queue.h"
#include "models/serving/delays.h"
#include "models/vocabulary/service.h"
#include <vector>

namespace dcsim {

/// What a replica draws while a number of requests is in progress: watts of its accelerators with their share of the
/// servers. Rates of two ledgers, each summing to idle share + `above_idle`.
struct Draw {
    Power above_idle{};
    ByCause<Power> cause{};
    ByDevice<Power> device{};
    Draw& operator+=(const Draw& o);
    friend Draw operator*(double k, Draw d);
};
Draw draw(const Pace& pace);
/// Nothing runs: the share of servers at rest. `busy` tells what part of it the accelerators draw.
Draw idle_draw(Power idle_share, const Draw& busy);
/// The same work with accelerators that draw `each` apiece: hosts follow in proportion.
Draw with_accelerator_power(const Draw& d, Power each, std::uint32_t accelerators);

/// A replica by the number of requests in progress, 1..K at [0..K - 1].
struct Replica {
    std::vector<Seconds> period; ///< per unit of work
    std::vector<Draw> draw;
    Draw idle{};
};

/// Numbers of requests in progress at which a replica is worked out, 1..most; between them it is interpolated.
std::vector<std::uint32_t> batch_nodes(std::uint32_t most);
/// `at_nodes` holds values at the nodes; the result one for each number.
template <class T> std::vector<T> interpolated(const std::vector<std::uint32_t>& nodes, const std::vector<T>& at_nodes)
{
    std::vector<T> all;
    std::size_t upper = 0;
    for (std::uint32_t k = 1; k <= nodes.back(); ++k) {
        while (nodes[upper] < k) ++upper;
        const std::size_t lower = nodes[upper] == k ? upper : upper - 1;
        const double part = lower == upper ? 0 : double(k - nodes[lower]) / (nodes[upper] - nodes[lower]);
        T value = (1 - part) * at_nodes[lower];
        all.push_back(value += part * at_nodes[upper]);
    }
    return all;
}
Replica interpolated(const std::vector<std::uint32_t>& nodes, const Replica& at_nodes);

/// Shares of time below it change no result.
inline constexpr double negligible = 1e-14;

/// The queue's state in or beyond the steady state: there, all places are taken all the time.
BatchQueue::State state_at(const BatchQueue& queue, Frequency rate);

/// Fills in what does not depend on how latency comes about; rates are of one replica.
ServicePoint point_of(const BatchQueue& queue, const BatchQueue::State& state, const Replica& replica, Frequency rate);

/// The mean wait in line by Little's law and its chance; none where there is no steady state.
WaitTime line_wait(const BatchQueue& queue, const BatchQueue::State& state, Frequency rate);

} // namespace dcsim
