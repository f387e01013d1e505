#pragma once
#include "models/network/topology.h"
#include "sim/base/archive.h"

namespace dcsim {

/// A part of a network that may fail: a switch, by its number in the topology, or a cable between two switches, by the
/// order in which they were connected, each of several in parallel by itself. Cables of nodes fail with their nodes.
struct NetworkPart {
    enum class Kind : std::uint8_t { node_switch, cable } kind{Kind::node_switch};
    std::uint32_t number{0};
};

/// What of a network is out of order.
class NetworkDamage {
public:
    explicit NetworkDamage(const Topology& topology); ///< which outlives this

    std::uint32_t cables() const { return static_cast<std::uint32_t>(cable_arcs_.size()); } ///< between switches
    /// Switches without which nodes reach nobody else.
    std::uint32_t switches_with_lone_nodes() const;
    /// A part that fails twice is repaired twice. LogicError if there is no such part, or it is not down.
    void fail(const NetworkPart& part);
    void repair(const NetworkPart& part);

    bool whole() const { return down_ == 0; }
    /// By arc: the part of its capacity that is there.
    const std::vector<double>& up() const { return up_; }
    /// Nodes that do not reach the largest group of nodes that reach each other (of several, that with the first
    /// node); ascending.
    std::vector<std::uint32_t> cut_off() const;

    void state(Archive& archive);

private:
    void change(const NetworkPart& part, std::int32_t by);
    void measure();

    const Topology& topology_;
    std::vector<std::uint32_t> cable_arcs_; ///< the even arc of each cable's two
    std::vector<std::int32_t> switches_, cables_;
    std::int32_t down_{0};
    std::vector<double> up_;
};

} // namespace dcsim
