#pragma once
#include "models/network/network_damage.h"
#include "sim/base/archive.h"
#include "sim/config/fields.h"
#include <map>
#include <memory>
#include <optional>
#include <span>

namespace dcsim {

using TopologyMaker = Maker<Topology, NetworkSize>;
using TopologyRegistry = Registry<Topology, NetworkSize>;

/// The rows that come with the program.
TopologyRegistry topologies();

/// Whether gangs slow each other on cables that they share. A gang sends in bursts, and how its bursts meet those of
/// others is known of no real cluster; the two ends bound it.
enum class Contention : std::uint8_t {
    none,
    overlapping, ///< whoever sends at all always sends: bursts of all gangs meet, and stay together
    interleaved  ///< bursts keep out of each other's way as long as there is time: what counts is the mean over
                 ///< iterations
};

struct NetworkParams {
    TopologyMaker topology;
    std::optional<Bandwidth> bandwidth; ///< of a node's ports together; absent = as its accelerators inject
    Seconds latency{0.3e-6};            ///< of a cable and the switch behind it
    /// 64 ports of 400 Gb/s: 747 W with passive cables, 1720 W with active ones in all [NVIDIA QM9700 data sheet,
    /// remembered and not read again].
    Power switch_idle{747.0}, port{15.2};
    std::uint32_t nodes_per_rack{0}; ///< 0 = as under a leaf
    std::uint32_t racks_per_row{16};
    Contention contention{Contention::none};
};

/// Declares `[cluster.network]`.
void fields(Fields& f, NetworkParams& p, const TopologyRegistry& rows);

/// The part of a capacity that is asked for.
struct ArcShare {
    std::size_t arc; ///< its index
    double share;
};

class ArcLoads;
struct NetworkPlace;

/// The network between the nodes of a cluster.
///
/// Each node injects as much as its accelerators do; routes of equal length are used evenly. A collective goes as its
/// slowest flow: by the arc that is asked for most in relation to its capacity.
class Network final : public Interconnect {
public:
    /// `injection` is what the accelerators of a node send at most, each direction.
    Network(const NetworkParams& p, const NetworkSize& size);
    ~Network() override;

    const Topology& topology() const { return *topology_; }
    const NodeGroups& groups() const { return groups_; }
    Power power() const { return power_; } ///< of all switches, whatever runs
    Contention contention() const { return contention_; }
    std::size_t arcs() const { return capacity_.size(); }

    void state(Archive& archive); ///< which shape has which number, and what is out of order
    const NetworkDamage& damage() const { return damage_; }
    void fail(const NetworkPart& part);   ///< see NetworkDamage
    void repair(const NetworkPart& part); ///< likewise
    std::uint32_t shape(std::span<const NodeGroup> nodes) override;
    /// In the whole network.
    Crossing crossing(std::uint32_t shape, const Exchange& exchange) override;
    /// Of each arc the part of its capacity that the exchange asks for at full rate; ascending by arc. Of the network
    /// as it is: on routes that are left, of what is left of them, and of the ports of nodes that have lost some.
    std::vector<ArcShare> demand(std::span<const NodeGroup> nodes, const Exchange& exchange);

private:
    /// Servers of a gang that follow each other under one leaf.
    struct Stay {
        std::uint32_t leaf, count;
        friend auto operator<=>(const Stay&, const Stay&) = default;
    };
    using Stays = std::vector<Stay>;
    Stays stays(std::span<const NodeGroup> nodes) const;
    Stays key(const Stays& stays) const;
    std::vector<NetworkPlace> places(const Stays& stays) const;                    ///< of each node, of the whole
    std::vector<NetworkPlace> places_left(std::span<const NodeGroup> nodes) const; ///< of what is left
    Bandwidth sent(const Exchange& exchange) const;                                ///< by a server
    void add_ports(std::vector<ArcShare>& arcs, std::uint32_t node, Bandwidth sent) const;

    std::unique_ptr<Topology> topology_;
    Contention contention_;
    double accelerators_; ///< of a node
    Bandwidth injection_;
    Seconds least_latency_;
    double ports_{1}; ///< what the cables of the least node carry, in injections
    NodeGroups groups_;
    Power power_;
    std::vector<Bandwidth> capacity_;                  ///< by arc
    std::vector<std::uint32_t> leaf_of_, pod_of_leaf_; ///< by node; by leaf
    NetworkDamage damage_;
    std::unique_ptr<ArcLoads> loads_;
    std::map<Stays, std::uint32_t> numbers_; ///< of shapes
    std::vector<Stays> shapes_;              ///< one of those that lie alike
    std::map<std::pair<std::uint32_t, Exchange>, Crossing> crossings_;
};

} // namespace dcsim
