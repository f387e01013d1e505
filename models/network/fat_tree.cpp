#include "models/network/rows.h"
#include <cmath>
#include <fmt/format.h>

namespace dcsim {

namespace {

/// The ports of a switch that go down, if `ratio` times as much comes up as goes on.
std::uint32_t ports_down(std::uint32_t radix, double ratio)
{
    return static_cast<std::uint32_t>(std::lround(radix * ratio / (1 + ratio)));
}

bool splits(std::uint32_t radix, double ratio)
{
    const std::uint32_t down = ports_down(radix, ratio);
    return down < radix && std::abs(down - ratio * (radix - down)) < 1e-6 * radix;
}

std::string not_split(std::uint32_t radix, double ratio)
{
    return fmt::format("of {:g} does not split the {} ports of a switch into whole ports down and up", ratio, radix);
}

} // namespace

void fields(Fields& f, FatTreeParams& p)
{
    f.optional("radix", p.radix, "ports of each switch", {.least = 2, .most = 4096});
    f.optional("ports_per_node", p.ports, "cables of a node, all to one leaf; 0 = one for each accelerator",
               {.most = 64});
    f.optional("tiers", p.tiers, "of switches: 2 = leaves and spines, 3 = pods of leaves under a core",
               {.least = 2, .most = 3});
    f.optional("oversubscription", p.leaf_ratio, "of leaves: what nodes may send over what goes further up",
               {.least = 1, .most = 1024});
    f.optional("pod_oversubscription", p.pod_ratio, "likewise of pods; only with three tiers",
               {.least = 1, .most = 1024});
    if (f.describing()) return;
    if (!splits(p.radix, p.leaf_ratio)) f.problem("oversubscription", not_split(p.radix, p.leaf_ratio));
    if (p.tiers == 3 && !splits(p.radix, p.pod_ratio))
        f.problem("pod_oversubscription", not_split(p.radix, p.pod_ratio));
    if (p.tiers == 2 && p.pod_ratio != 1)
        f.problem("pod_oversubscription", "has no effect with two tiers (set tiers = 3)");
}

FatTree::FatTree(const FatTreeParams& p, const NetworkSize& size) : Topology{size}, ports_{ports_of(p, size)}
{
    const std::uint32_t down = ports_down(p.radix, p.leaf_ratio), up = p.radix - down, each = down / ports_;
    port_ = size.injection / ports_;
    symmetric_ = true;
    if (each == 0 || down % ports_ != 0) {
        problem_ = fmt::format("has {} ports down at a leaf, which are no whole number of nodes with {} ports each "
                               "(see ports_per_node)",
                               down, ports_);
        return;
    }
    if (nodes() > most_nodes(p, size)) {
        problem_ = fmt::format("holds {} nodes at most, the cluster has {}", most_nodes(p, size), nodes());
        return;
    }
    leaves_ = groups_of(each);
    if (p.tiers == 2) {
        pods_ = groups_of(nodes());
        const std::vector<std::uint32_t> spines = add_switches(up);
        for (const NodeGroup& leaf : leaves_) join(add_leaf(leaf), spines);
        return;
    }
    const std::uint32_t pod_down = ports_down(p.radix, p.pod_ratio), pod_up = p.radix - pod_down;
    pods_ = groups_of(each * pod_down);
    const std::vector<std::uint32_t> cores = add_switches(up * pod_up);
    for (const NodeGroup& pod : pods_) add_pod(pod, up, cores);
}

std::uint32_t FatTree::ports_of(const FatTreeParams& p, const NetworkSize& size)
{
    return p.ports > 0 ? p.ports : size.accelerators;
}

/// Switch j in the middle of a pod has a cable to each core of the j-th part.
void FatTree::add_pod(const NodeGroup& pod, std::uint32_t middle_switches, const std::vector<std::uint32_t>& cores)
{
    const std::vector<std::uint32_t> middle = add_switches(middle_switches);
    const std::size_t up = cores.size() / middle_switches;
    for (std::size_t i = 0; i < cores.size(); ++i) connect(middle[i / up], cores[i], port_);
    for (const NodeGroup& leaf : leaves_)
        if (leaf.first >= pod.first && leaf.first < pod.first + pod.count) join(add_leaf(leaf), middle);
}

std::vector<std::uint32_t> FatTree::add_switches(std::uint32_t count)
{
    std::vector<std::uint32_t> all(count);
    for (std::uint32_t& one : all) one = add_switch();
    return all;
}

std::uint32_t FatTree::add_leaf(const NodeGroup& nodes)
{
    const std::uint32_t leaf = add_switch();
    for (std::uint32_t i = 0; i < nodes.count; ++i) connect(nodes.first + i, leaf, ports_ * port_, ports_);
    return leaf;
}

void FatTree::join(std::uint32_t leaf, const std::vector<std::uint32_t>& above)
{
    for (const std::uint32_t one : above) connect(leaf, one, port_);
}

Bandwidth bisection(const FatTreeParams& p, const NetworkSize& full)
{
    const double ratio = p.leaf_ratio * (p.tiers == 3 ? p.pod_ratio : 1);
    return full.nodes / 2.0 * full.injection / ratio;
}

std::uint64_t most_nodes(const FatTreeParams& p, const NetworkSize& size)
{
    const std::uint32_t ports = p.ports > 0 ? p.ports : size.accelerators;
    const std::uint64_t leaf = ports_down(p.radix, p.leaf_ratio) / ports;
    return p.radix * leaf * (p.tiers == 3 ? ports_down(p.radix, p.pod_ratio) : 1);
}

} // namespace dcsim
