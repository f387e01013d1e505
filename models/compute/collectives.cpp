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
using Between = std::function<Link(Traffic)>;

Between between(const AcceleratorParams& p, const Message& m, const Allocation& gang, const Spread& s)
{
    if (!gang.shape.network) return [&p](Traffic) { return p.network; };
    const auto servers = static_cast<std::uint32_t>(s.servers);
    const std::uint32_t stride = std::max(1U, m.stride / gang.per_node);
    return [=, &p, shape = gang.shape, senders = gang.per_node](Traffic traffic) {
        const Crossing c = shape.network->crossing(shape.number, {traffic, servers, stride, senders});
        return Link{p.network.start, p.network.hop + c.further, c.share * p.network.bandwidth};
    };
}

/// A ring or tree through all ranks: its slowest hop is the one between servers, which all links of the ranks in a
/// server share.
Link flat(const AcceleratorParams& p, const Link& network, const Spread& s)
{
    return {std::max(network.start, p.scale_up.start), std::max(network.hop, p.scale_up.hop),
            std::min(p.scale_up.bandwidth, s.inside * network.bandwidth)};
}

Seconds all_reduce_across(const AcceleratorParams& p, const Message& m, const Spread& s, const Between& network)
{
    const Link ring = network(Traffic::ring), tree = network(Traffic::tree);
    const Seconds direct = std::min(ring_all_reduce(flat(p, ring, s), m.ranks, m.bytes),
                                    tree_all_reduce(flat(p, tree, s), m.ranks, m.bytes));
    if (s.inside <= 1) return direct;
    const Bytes part = m.bytes / s.inside;
    const Seconds between = std::min(ring_all_reduce(ring, s.servers, part), tree_all_reduce(tree, s.servers, part));
    return std::min(direct, 2 * ring_half(p.scale_up, s.inside, m.bytes) + between);
}

Seconds half_across(const AcceleratorParams& p, const Message& m, const Spread& s, const Between& network)
{
    const Link ring = network(Traffic::ring);
    const Seconds direct = ring_half(flat(p, ring, s), m.ranks, m.bytes);
    if (s.inside <= 1) return direct;
    return std::min(direct, ring_half(p.scale_up, s.inside, m.bytes) + ring_half(ring, s.servers, m.bytes / s.inside));
}

/// What stays inside a server and what leaves it move at the same time.
Seconds all_to_all_across(const AcceleratorParams& p, const Message& m, const Spread& s, const Link& network)
{
    const Bytes to_each = m.bytes / m.ranks;
    const Seconds inside = (s.inside - 1) * to_each / p.scale_up.bandwidth;
    const Seconds outside = (m.ranks - s.inside) * to_each / network.bandwidth;
    return network.start + (m.ranks - 1.0) * network.hop + std::max(inside, outside);
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

Seconds operation_time(const AcceleratorParams& p, const Message& m, const Allocation& gang)
{
    if (m.ranks <= 1 || m.bytes <= Bytes{}) return {};
    const Spread s = spread(m, gang);
    if (s.servers <= 1) return inside(p.scale_up, m);
    const Between network = between(p, m, gang, s);
    switch (m.collective) {
    case Collective::all_reduce: return all_reduce_across(p, m, s, network);
    case Collective::reduce_scatter:
    case Collective::all_gather: return half_across(p, m, s, network);
    case Collective::all_to_all: return all_to_all_across(p, m, s, network(Traffic::all_to_all));
    case Collective::point_to_point: return point_to_point(network(Traffic::ring), m.bytes);
    }
    return {};
}

} // namespace dcsim
