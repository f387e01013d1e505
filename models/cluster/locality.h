#pragma once
#include "models/vocabulary/interconnect.h"
#include "sim/config/fields.h"
#include <vector>

namespace dcsim {

/// What a request asks of each of its nodes, as far as counts can tell.
struct NodeWish {
    std::uint32_t nodes{1};
    std::uint32_t accelerators{0}; ///< whole ones, free on each
};

/// Where to look next: at most so many of these nodes.
struct NodeQuota {
    NodeGroup nodes;
    std::uint32_t most{0};
    friend bool operator==(const NodeQuota&, const NodeQuota&) = default;
};

/// Groups of nodes by what they share, and how many of each have accelerators free. Kept by counting: asking costs a
/// step per group, never one per node.
class FreeCounts {
public:
    enum class Tier : std::uint8_t { rack, row, leaf, pod, count };

    FreeCounts(NodeGroups groups, std::uint32_t nodes, std::uint32_t accelerators);

    const std::vector<NodeGroup>& groups(Tier tier) const { return tiers_[static_cast<std::size_t>(tier)].groups; }
    /// Nodes of the group with at least so many whole accelerators free.
    std::uint32_t with(Tier tier, std::size_t group, std::uint32_t accelerators) const;
    std::uint32_t nodes() const { return nodes_; }
    std::uint32_t accelerators() const { return accelerators_; } ///< of a node
    /// The node has `now` whole accelerators free instead of `before`.
    void change(std::uint32_t node, std::size_t before, std::size_t now);

private:
    struct Counts {
        std::vector<NodeGroup> groups;
        std::vector<std::uint32_t> group_of; ///< by node
        std::vector<std::uint32_t> free;     ///< [group][accelerators]
    };
    std::array<Counts, static_cast<std::size_t>(Tier::count)> tiers_;
    std::uint32_t nodes_, accelerators_;
};

/// Which groups of nodes a gang is put on; within a group `packing` decides.
class Locality {
public:
    virtual ~Locality() = default;
    /// Ways of placing the wish, best first where the network does not tell them apart. Each looks through its quotas
    /// in order; what they leave open comes from anywhere.
    virtual std::vector<std::vector<NodeQuota>> ways(const FreeCounts& free, const NodeWish& wish) const = 0;
    /// Of a node, the emptiest first.
    virtual bool levels() const { return false; }
    /// Whether racks and leaves must be known.
    virtual bool needs_network() const { return true; }
};

/// The rows that come with the program; null is made for `anywhere`.
Registry<Locality> localities();

} // namespace dcsim
