#include "models/serving/steady.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

template <class T, std::size_t n> void add(std::array<T, n>& to, const std::array<T, n>& more)
{
    for (std::size_t i = 0; i < n; ++i) to[i] += more[i];
}

template <class T, std::size_t n> void scale(std::array<T, n>& values, double k)
{
    for (T& value : values) value = k * value;
}

template <std::size_t n> std::array<double, n> shares(const std::array<Power, n>& values)
{
    Power sum{};
    for (const Power v : values) sum += v;
    std::array<double, n> result{};
    for (std::size_t i = 0; i < n && sum > Power{}; ++i) result[i] = values[i] / sum;
    return result;
}

} // namespace

Draw& Draw::operator+=(const Draw& o)
{
    above_idle += o.above_idle;
    add(cause, o.cause);
    add(device, o.device);
    return *this;
}

Draw operator*(double k, Draw d)
{
    d.above_idle = k * d.above_idle;
    scale(d.cause, k);
    scale(d.device, k);
    return d;
}

Draw draw(const Pace& pace)
{
    require(pace.iteration > Seconds{}, "a pass takes time");
    Draw d{.above_idle = pace.above_idle, .cause = {}, .device = {}};
    for (std::size_t i = 0; i < d.cause.size(); ++i) d.cause[i] = pace.energy[i] / pace.iteration;
    for (std::size_t i = 0; i < d.device.size(); ++i) d.device[i] = pace.by_device[i] / pace.iteration;
    return d;
}

Draw idle_draw(Power idle_share, const Draw& busy)
{
    Draw d;
    at(d.cause, Cause::overhead) = idle_share;
    at(d.device, Device::accelerator_idle) = std::min(idle_share, at(busy.device, Device::accelerator_idle));
    at(d.device, Device::host) = idle_share - at(d.device, Device::accelerator_idle);
    return d;
}

Draw with_accelerator_power(const Draw& d, Power each, std::uint32_t accelerators)
{
    const Power dynamic = at(d.device, Device::accelerator_dynamic);
    if (dynamic <= Power{}) return d;
    const Power wanted = std::max(Power{}, accelerators * each - at(d.device, Device::accelerator_idle));
    const double factor = wanted / dynamic;
    Power total{};
    for (const Power p : d.device) total += p;
    const Power more = (factor - 1) * d.above_idle;
    Draw result = ((total + more) / total) * d;
    result.above_idle = d.above_idle + more;
    result.device = d.device;
    at(result.device, Device::accelerator_dynamic) = wanted;
    at(result.device, Device::host) += more - (wanted - dynamic);
    return result;
}

std::vector<std::uint32_t> batch_nodes(std::uint32_t most)
{
    std::vector<std::uint32_t> nodes;
    for (std::uint32_t k = 1; k < most; k = std::max(k + 1, k + k / 3)) nodes.push_back(k);
    nodes.push_back(most);
    return nodes;
}

Replica interpolated(const std::vector<std::uint32_t>& nodes, const Replica& at_nodes)
{
    return {interpolated(nodes, at_nodes.period), interpolated(nodes, at_nodes.draw), at_nodes.idle};
}

BatchQueue::State state_at(const BatchQueue& queue, Frequency rate)
{
    if (rate < queue.capacity()) return queue.at(rate);
    BatchQueue::State s;
    s.share.assign(queue.period().size() + 1, 0.0);
    s.share.back() = s.busy = s.full = 1;
    s.batch = static_cast<double>(queue.period().size());
    return s;
}

ServicePoint point_of(const BatchQueue& queue, const BatchQueue::State& state, const Replica& replica, Frequency rate)
{
    Draw mean = state.share[0] * replica.idle;
    for (std::size_t k = 1; k < state.share.size(); ++k)
        if (state.share[k] > negligible) mean += state.share[k] * replica.draw[k - 1];
    ServicePoint p;
    p.capacity = queue.capacity();
    p.served = std::min(rate, p.capacity);
    p.busy = state.busy;
    p.batch = state.busy > 0 ? state.batch / state.busy : 0;
    p.batch_limit = static_cast<std::uint32_t>(queue.period().size());
    p.above_idle = mean.above_idle;
    for (const Power part : replica.idle.device) p.idle += part;
    p.cause = shares(mean.cause);
    p.device = shares(mean.device);
    return p;
}

WaitTime line_wait(const BatchQueue& queue, const BatchQueue::State& state, Frequency rate)
{
    if (rate <= Frequency{} || rate >= queue.capacity()) return {};
    return {.chance = state.full, .mean = Seconds{state.in_line / rate.si()}};
}

} // namespace dcsim
