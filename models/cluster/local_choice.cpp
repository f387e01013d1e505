#include "models/cluster/cluster.h"
#include "models/cluster/gang_runs.h"
#include <limits>

namespace dcsim {

namespace {

constexpr std::uint32_t whole_accelerator = 1000; // thousandths

/// In the order of the cluster, so that neighbours follow each other in collectives.
Gang sorted(Gang gang)
{
    std::ranges::sort(gang.runs, {}, &NodeRun::first);
    Gang merged;
    for (const NodeRun& run : gang.runs) append(merged, run);
    return merged;
}

} // namespace

/// Of the ways that the locality proposes, the one whose exchange has the widest bottleneck, then the shortest routes.
std::optional<Gang> Cluster::choose_local(const ResourceRequest& request) const
{
    const std::uint32_t nodes = spread(request);
    const NodeWish wish{nodes, share(request, nodes, 0).milli_accelerators / whole_accelerator};
    std::optional<Gang> best;
    Cost least;
    const auto ways = locality_->ways(*counts_, wish);
    if (ways.size() == 1) return along(ways.front(), request);
    for (const std::vector<NodeQuota>& way : ways) {
        std::optional<Gang> gang = along(way, request);
        if (!gang) continue;
        const Cost its = cost(*gang);
        if (best && (its.share < least.share || (its.share == least.share && its.further >= least.further))) continue;
        best = std::move(gang);
        least = its;
    }
    return best;
}

std::optional<Gang> Cluster::along(const std::vector<NodeQuota>& way, const ResourceRequest& request) const
{
    const std::uint32_t wanted = spread(request);
    const bool alike = share(request, wanted, 0) == share(request, wanted, wanted - 1);
    const bool ascending = alike && packing_ == Packing::first_fit && !locality_->levels() && !sleeping_;
    Gang gang;
    auto quota = way.begin();
    NodeQuota here = quota != way.end() ? *quota : NodeQuota{{0, nodes()}, wanted};
    for (std::uint32_t i = 0; i < wanted; ++i) {
        const Share part = share(request, wanted, i);
        std::optional<std::uint32_t> node;
        while (!(node = here.most > 0 ? within(here.nodes, part, gang) : std::nullopt) && quota != way.end())
            here = ++quota != way.end() ? *quota : NodeQuota{{0, nodes()}, wanted};
        if (!node) return std::nullopt;
        --here.most;
        const std::uint32_t passed = *node + 1 - here.nodes.first;
        if (ascending) here.nodes = {*node + 1, here.nodes.count - passed};
        append(gang, {*node, 1, part.milli_accelerators, part.cores, part.memory_bytes});
    }
    return sorted(std::move(gang));
}

/// The next node of the group that holds the share and is not in the gang, one that sleeps only where no other is left.
std::optional<std::uint32_t> Cluster::within(const NodeGroup& group, const Share& wanted, const Gang& but_not) const
{
    const auto awake = awake_within(group, wanted, but_not);
    if (awake || !sleeping_ || !whole_.holds(wanted)) return awake;
    auto node = sleeping_->unused.next(group.first);
    while (node && *node < group.first + group.count && holds(but_not, *node)) node = sleeping_->unused.next(*node + 1);
    return node && *node < group.first + group.count ? node : std::nullopt;
}

/// By packing.
std::optional<std::uint32_t> Cluster::awake_within(const NodeGroup& group, const Share& wanted,
                                                   const Gang& but_not) const
{
    const std::size_t least = wanted.milli_accelerators / whole_accelerator;
    const std::uint32_t end = group.first + group.count;
    const auto look = [&](std::size_t level) -> std::optional<std::uint32_t> {
        auto node = next_with(level, group.first, wanted);
        while (node && *node < end && holds(but_not, *node)) node = next_with(level, *node + 1, wanted);
        if (node && *node < end) return node;
        const auto milli = static_cast<std::uint32_t>(level * whole_accelerator);
        for (auto part = parts_free_.lower_bound({milli, 0});
             part != parts_free_.end() && part->first < milli + whole_accelerator; ++part)
            if (part->second >= group.first && part->second < end && !holds(but_not, part->second) &&
                free_[part->second].holds(wanted))
                return part->second;
        return std::nullopt;
    };
    if (locality_->levels()) {
        for (std::size_t level = by_free_.size(); level-- > least;)
            if (const auto node = look(level)) return node;
        return std::nullopt;
    }
    if (packing_ == Packing::first_fit) return least < by_free_.size() ? look(least) : std::nullopt;
    for (std::size_t level = least; level < by_free_.size(); ++level)
        if (const auto node = look(level)) return node;
    return std::nullopt;
}

Cluster::Cost Cluster::cost(const Gang& gang) const
{
    std::vector<NodeGroup> nodes;
    std::uint32_t servers = 0, most = 0;
    for (const NodeRun& run : gang.runs) {
        nodes.push_back({run.first, run.count});
        servers += run.count;
        most = std::max(most, run.milli_accelerators);
    }
    if (!network_ || servers < 2) return {1, {}};
    const std::uint32_t senders = std::max(1U, (most + whole_accelerator - 1) / whole_accelerator);
    const Crossing c = network_->crossing(network_->shape(nodes), {Traffic::all_to_all, servers, 1, senders});
    return {c.share, c.further};
}

} // namespace dcsim
