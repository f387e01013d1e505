#include "models/network/rows.h"
#include <cmath>

namespace dcsim {

namespace {

/// Nodes without a rail in common reach each other by spines, not by a third node, which is as many cables.
constexpr std::uint32_t node_toll = 2;

} // namespace

void fields(Fields& f, RailParams& p)
{
    f.optional("rails", p.rails, "network ports of a node; 0 = one for each accelerator", {.most = 64});
    f.optional("nodes_per_pod", p.nodes_per_pod, "nodes whose ports of one rail share a leaf switch",
               {.least = 1, .most = 4096});
    f.optional("oversubscription", p.ratio, "of leaves: what nodes may send over what goes up to the spines",
               {.least = 1, .most = 1024});
    if (f.describing()) return;
    const double up = p.nodes_per_pod / p.ratio;
    if (up < 1 || std::abs(up - std::round(up)) > 1e-6)
        f.problem("oversubscription", "does not leave a leaf a whole number of cables up for its nodes_per_pod");
}

RailOptimised::RailOptimised(const RailParams& p, const NetworkSize& size) : Topology{size}
{
    symmetric_ = true;
    const std::uint32_t rails = p.rails > 0 ? p.rails : size.accelerators;
    const Bandwidth port = size.injection / rails;
    leaves_ = pods_ = groups_of(p.nodes_per_pod);
    std::vector<std::uint32_t> spines(static_cast<std::size_t>(std::lround(p.nodes_per_pod / p.ratio)));
    for (std::uint32_t& spine : spines) spine = add_switch();
    for (const NodeGroup& pod : pods_)
        for (std::uint32_t rail = 0; rail < rails; ++rail) {
            const std::uint32_t leaf = add_switch();
            for (std::uint32_t i = 0; i < pod.count; ++i) connect(pod.first + i, leaf, port, 1, node_toll);
            for (const std::uint32_t spine : spines) connect(leaf, spine, port);
        }
}

} // namespace dcsim
