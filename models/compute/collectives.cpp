#include "models/compute/collectives.h"
#include <algorithm>
#include <cmath>
#include <functional>

namespace dcsim {

namespace {

/// Steps one after the other, and bytes that pass a link.
Seconds steps(const Link& link, double count, double share, Bytes bytes)
{
    return link.start + count * link.hop + share * bytes / link.bandwidth;
}

/// How the ranks of one group lie on servers.
struct Spread {
    double inside, servers;
};

Spread spread(const Message& m, const Allocation& gang)
{
    const double fit = std::max(1.0, std::floor(double(gang.per_node) / m.stride));
    const double inside = std::min(double(m.ranks), fit);
    return {inside, std::ceil(m.ranks / inside)};
}

/// The link of an accelerator to other servers, as the network leaves it when all groups do the same at once.
struct Passage {
    Link link;
    double share{1};
    Exchange exchange{};
};
using Between = std::function<Passage(Traffic)>;

Between between(const AcceleratorParams& p, const Message& m, const Allocation& gang, const Spread& s)
{
    if (!gang.shape.network) return [&p](Traffic) { return Passage{p.network}; };
    const auto servers = static_cast<std::uint32_t>(s.servers);
    const std::uint32_t stride = std::max(1U, m.stride / gang.per_node);
    return [=, &p, shape = gang.shape, senders = gang.per_node](Traffic traffic) {
        const Exchange exchange{traffic, servers, stride, senders};
        const Crossing c = shape.network->crossing(shape.number, exchange);
        return Passage{{p.network.start, p.network.hop + c.further, c.share * p.network.bandwidth}, c.share, exchange};
    };
}

/// A ring or tree through all ranks: its slowest hop is the one between servers, which all links of the ranks in a
/// server share.
Link flat(const AcceleratorParams& p, const Link& network, const Spread& s)
{
    return {std::max(network.start, p.scale_up.start), std::max(network.hop, p.scale_up.hop),
            std::min(p.scale_up.bandwidth, s.inside * network.bandwidth)};
}

using Steps = Seconds (*)(const Link&, double n, Bytes bytes);

/// Bytes move as long as the steps take without their latency.
Operation one_by_one(const Passage& way, const Link& link, Bandwidth network, Seconds time, Seconds moving)
{
    return {time, moving, (link.bandwidth / network) * moving, way.share, way.exchange};
}

Seconds without_latency(Steps steps, const Link& link, double n, Bytes bytes)
{
    return steps({{}, {}, link.bandwidth}, n, bytes);
}

Operation directly(Steps steps, const AcceleratorParams& p, const Message& m, const Spread& s, const Passage& way)
{
    const Link link = flat(p, way.link, s);
    return one_by_one(way, link, s.inside * way.link.bandwidth, steps(link, m.ranks, m.bytes),
                      without_latency(steps, link, m.ranks, m.bytes));
}

Operation between_servers(Steps steps, const Message& m, const Spread& s, const Passage& way)
{
    const Bytes part = m.bytes / s.inside;
    return one_by_one(way, way.link, way.link.bandwidth, steps(way.link, s.servers, part),
                      without_latency(steps, way.link, s.servers, part));
}

Operation cheaper(const Operation& a, const Operation& b)
{
    return b.time < a.time ? b : a;
}

Operation all_reduce_across(const AcceleratorParams& p, const Message& m, const Spread& s, const Between& network)
{
    const Passage ring = network(Traffic::ring), tree = network(Traffic::tree);
    const Operation direct =
        cheaper(directly(ring_all_reduce, p, m, s, ring), directly(tree_all_reduce, p, m, s, tree));
    if (s.inside <= 1) return direct;
    Operation hierarchy =
        cheaper(between_servers(ring_all_reduce, m, s, ring), between_servers(tree_all_reduce, m, s, tree));
    hierarchy.time = 2 * ring_half(p.scale_up, s.inside, m.bytes) + hierarchy.time;
    return cheaper(direct, hierarchy);
}

Operation half_across(const AcceleratorParams& p, const Message& m, const Spread& s, const Between& network)
{
    const Passage ring = network(Traffic::ring);
    const Operation direct = directly(ring_half, p, m, s, ring);
    if (s.inside <= 1) return direct;
    Operation hierarchy = between_servers(ring_half, m, s, ring);
    hierarchy.time = ring_half(p.scale_up, s.inside, m.bytes) + hierarchy.time;
    return cheaper(direct, hierarchy);
}

/// What stays inside a server and what leaves it move at the same time.
Operation all_to_all_across(const AcceleratorParams& p, const Message& m, const Spread& s, const Passage& way)
{
    const Bytes to_each = m.bytes / m.ranks;
    const Seconds inside = (s.inside - 1) * to_each / p.scale_up.bandwidth;
    const Seconds outside = (m.ranks - s.inside) * to_each / way.link.bandwidth;
    const Seconds moving = std::max(inside, outside);
    return {way.link.start + (m.ranks - 1.0) * way.link.hop + moving, moving, outside, way.share, way.exchange};
}

Operation point_to_point_across(const Message& m, const Passage& way)
{
    const Seconds moving = m.bytes / way.link.bandwidth;
    return {point_to_point(way.link, m.bytes), moving, moving, way.share, way.exchange};
}

Seconds inside(const Link& link, const Message& m)
{
    switch (m.collective) {
    case Collective::all_reduce:
        return std::min(ring_all_reduce(link, m.ranks, m.bytes), tree_all_reduce(link, m.ranks, m.bytes));
    case Collective::reduce_scatter:
    case Collective::all_gather: return ring_half(link, m.ranks, m.bytes);
    case Collective::all_to_all: return all_to_all(link, m.ranks, m.bytes);
    case Collective::point_to_point: return point_to_point(link, m.bytes);
    }
    return {};
}

} // namespace

Seconds ring_all_reduce(const Link& link, double n, Bytes bytes)
{
    return steps(link, 2 * (n - 1), 2 * (n - 1) / n, bytes);
}

Seconds tree_all_reduce(const Link& link, double n, Bytes bytes)
{
    return steps(link, 2 * std::log2(n), 2, bytes);
}

Seconds ring_half(const Link& link, double n, Bytes bytes)
{
    return steps(link, n - 1, (n - 1) / n, bytes);
}

Seconds all_to_all(const Link& link, double n, Bytes bytes)
{
    return steps(link, n - 1, (n - 1) / n, bytes);
}

Seconds point_to_point(const Link& link, Bytes bytes)
{
    return steps(link, 1, 1, bytes);
}

Operation operation(const AcceleratorParams& p, const Message& m, const Allocation& gang)
{
    if (m.ranks <= 1 || m.bytes <= Bytes{}) return {};
    const Spread s = spread(m, gang);
    if (s.servers <= 1) return {.time = inside(p.scale_up, m)};
    const Between network = between(p, m, gang, s);
    switch (m.collective) {
    case Collective::all_reduce: return all_reduce_across(p, m, s, network);
    case Collective::reduce_scatter:
    case Collective::all_gather: return half_across(p, m, s, network);
    case Collective::all_to_all: return all_to_all_across(p, m, s, network(Traffic::all_to_all));
    case Collective::point_to_point: return point_to_point_across(m, network(Traffic::ring));
    }
    return {};
}

Seconds operation_time(const AcceleratorParams& p, const Message& m, const Allocation& gang)
{
    const Operation o = operation(p, m, gang);
    return o.time + std::max(Seconds{}, o.carried / gang.shape.left - o.moving);
}

} // namespace dcsim
