#include "models/compute/collectives.h"
#include <algorithm>
#include <cmath>

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

/// A ring or tree through all ranks: its slowest hop is the one between servers, which all links of the ranks in a
/// server share.
Link flat(const AcceleratorParams& p, const Spread& s)
{
    return {std::max(p.network.start, p.scale_up.start), std::max(p.network.hop, p.scale_up.hop),
            std::min(p.scale_up.bandwidth, s.inside * p.network.bandwidth)};
}

Seconds all_reduce_across(const AcceleratorParams& p, const Message& m, const Spread& s)
{
    const Link link = flat(p, s);
    const Seconds direct = std::min(ring_all_reduce(link, m.ranks, m.bytes), tree_all_reduce(link, m.ranks, m.bytes));
    if (s.inside <= 1) return direct;
    const Bytes part = m.bytes / s.inside;
    const Seconds between =
        std::min(ring_all_reduce(p.network, s.servers, part), tree_all_reduce(p.network, s.servers, part));
    return std::min(direct, 2 * ring_half(p.scale_up, s.inside, m.bytes) + between);
}

Seconds half_across(const AcceleratorParams& p, const Message& m, const Spread& s)
{
    const Seconds direct = ring_half(flat(p, s), m.ranks, m.bytes);
    if (s.inside <= 1) return direct;
    return std::min(direct,
                    ring_half(p.scale_up, s.inside, m.bytes) + ring_half(p.network, s.servers, m.bytes / s.inside));
}

/// What stays inside a server and what leaves it move at the same time.
Seconds all_to_all_across(const AcceleratorParams& p, const Message& m, const Spread& s)
{
    const Bytes to_each = m.bytes / m.ranks;
    const Seconds inside = (s.inside - 1) * to_each / p.scale_up.bandwidth;
    const Seconds outside = (m.ranks - s.inside) * to_each / p.network.bandwidth;
    return p.network.start + (m.ranks - 1.0) * p.network.hop + std::max(inside, outside);
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
    switch (m.collective) {
    case Collective::all_reduce: return all_reduce_across(p, m, s);
    case Collective::reduce_scatter:
    case Collective::all_gather: return half_across(p, m, s);
    case Collective::all_to_all: return all_to_all_across(p, m, s);
    case Collective::point_to_point: return point_to_point(p.network, m.bytes);
    }
    return {};
}

} // namespace dcsim
