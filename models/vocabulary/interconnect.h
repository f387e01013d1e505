#pragma once
#include "sim/base/units.h"
#include <compare>
#include <cstdint>
#include <span>
#include <vector>

namespace dcsim {

/// Consecutive nodes that have something in common.
struct NodeGroup {
    std::uint32_t first{0}, count{0};
    friend bool operator==(const NodeGroup&, const NodeGroup&) = default;
};

/// How the servers of a group exchange data at one time.
enum class Traffic : std::uint8_t {
    ring,      ///< each sends to the next, the last to the first
    tree,      ///< up and down two binary trees, half of the data each
    all_to_all ///< each sends an equal part to every other
};

/// What all groups of a gang do at once: groups of `servers` servers each, neighbours `stride` servers apart in the
/// order of the gang.
struct Exchange {
    Traffic traffic{Traffic::ring};
    std::uint32_t servers{2}, stride{1};
    std::uint32_t accelerators{1}; ///< of each server that send
    auto operator<=>(const Exchange&) const = default;
};

/// What the network leaves of an exchange.
struct Crossing {
    double share{1};   ///< of the rate at which servers inject, reached by the slowest flow; at most 1
    Seconds further{}; ///< latency of the longest route beyond that under one leaf switch
};

/// The network as compute sees it.
class Interconnect {
public:
    virtual ~Interconnect() = default;
    /// The number of the shape in which a gang lies on these nodes, given in its order.
    virtual std::uint32_t shape(std::span<const NodeGroup> nodes) = 0;
    /// For a gang of that shape; `shape` comes from the same network. Remembered.
    virtual Crossing crossing(std::uint32_t shape, const Exchange& exchange) = 0;
};

/// What a gang sends between its servers in one iteration, by one pattern.
struct Sending {
    Exchange exchange{};
    Seconds time{};  ///< at the full rate of the servers that send
    Seconds alone{}; ///< at what the network leaves of that if nobody else uses it
};

/// How the nodes of a gang lie in a network: gangs with the same number lie alike.
struct GangShape {
    std::uint32_t number{0};
    Interconnect* network{nullptr}; ///< null: the accelerator's own link is all that is known
    double left{1};                 ///< by others, of the rate at which the gang sends if it has the network for itself
    friend auto operator<=>(const GangShape& a, const GangShape& b) { return a.number <=> b.number; }
    friend bool operator==(const GangShape& a, const GangShape& b) { return a.number == b.number; }
};

/// Where nodes stand and where they hang. Each list covers all nodes in order.
struct NodeGroups {
    std::vector<NodeGroup> racks, rows;  ///< of the hall
    std::vector<NodeGroup> leaves, pods; ///< of the network: nodes of a leaf share their first switches
};

} // namespace dcsim
