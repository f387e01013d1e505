#include "models/cluster/locality.h"
#include <algorithm>
#include <utility>

namespace dcsim {

FreeCounts::FreeCounts(NodeGroups groups, std::uint32_t nodes, std::uint32_t accelerators)
    : nodes_{nodes}, accelerators_{accelerators}
{
    std::array lists{std::move(groups.racks), std::move(groups.rows), std::move(groups.leaves), std::move(groups.pods)};
    for (std::size_t t = 0; t < tiers_.size(); ++t) {
        Counts& tier = tiers_[t];
        tier.groups = std::move(lists[t]);
        if (tier.groups.empty()) tier.groups.push_back({0, nodes});
        tier.group_of.resize(nodes);
        for (std::uint32_t g = 0; g < tier.groups.size(); ++g) {
            const NodeGroup& group = tier.groups[g];
            std::fill_n(tier.group_of.begin() + group.first, group.count, g);
            tier.free.insert(tier.free.end(), accelerators + 1, group.count);
        }
    }
}

std::uint32_t FreeCounts::with(Tier tier, std::size_t group, std::uint32_t accelerators) const
{
    if (accelerators > accelerators_) return 0;
    return tiers_[static_cast<std::size_t>(tier)].free[group * (accelerators_ + 1) + accelerators];
}

void FreeCounts::change(std::uint32_t node, std::size_t before, std::size_t now)
{
    for (Counts& tier : tiers_) {
        std::uint32_t* free = &tier.free[tier.group_of[node] * (accelerators_ + std::size_t{1})];
        for (std::size_t k = now; k < before; ++k) --free[k + 1];
        for (std::size_t k = before; k < now; ++k) ++free[k + 1];
    }
}

} // namespace dcsim
