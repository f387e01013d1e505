#pragma once
#include "models/network/topology.h"
#include "sim/base/archive.h"

namespace dcsim {

/// A part of a network that may fail: a switch, by its number in the topology, a cable between two switches, by the
/// order in which they were connected, or a port of a node with the cable in it, by node and then by that order. Each
/// of several in parallel fails by itself.
struct NetworkPart {
    enum class Kind : std::uint8_t { node_switch, cable, port } kind{Kind::node_switch};
    std::uint32_t number{0};
};

/// What of a network is out of order.
class NetworkDamage {
public:
    explicit NetworkDamage(const Topology& topology); ///< which outlives this

    std::uint32_t cables() const { return cables_.size(); } ///< between switches
    std::uint32_t ports() const { return ports_.size(); }   ///< of nodes
    std::uint32_t lone_ports() const;                       ///< without which their nodes reach nobody
    /// Switches without which nodes reach nobody else.
    std::uint32_t switches_with_lone_nodes() const;
    /// A part that fails twice is repaired twice. LogicError if there is no such part, or it is not down. True if other
    /// arcs can be used than before.
    bool fail(const NetworkPart& part);
    bool repair(const NetworkPart& part);

    bool whole() const { return down_ == 0; }
    /// By arc: the part of its capacity that is there.
    const std::vector<double>& up() const { return up_; }
    /// Whether nothing is left of some arc, so that flows may have to go around it.
    bool detours() const { return closed_ > 0; }
    /// The node has lost all of the ports to one of its neighbours, so that it hangs unlike others of its leaf.
    bool hangs_alone(std::uint32_t node) const;
    /// Nodes that do not reach the largest group of nodes that reach each other (of several, that with the first
    /// node); ascending.
    std::vector<std::uint32_t> cut_off() const;

    void state(Archive& archive);

private:
    /// Cables of one sort, and how often each is down.
    struct Cables {
        std::vector<std::uint32_t> arcs; ///< the even one of each cable's two
        std::vector<std::int32_t> down{};
        std::uint32_t size() const { return static_cast<std::uint32_t>(arcs.size()); }
    };
    std::vector<std::int32_t>& of(NetworkPart::Kind kind);
    bool change(const NetworkPart& part, std::int32_t by);
    bool measure(); ///< true if other arcs can be used than before

    const Topology& topology_;
    Cables cables_, ports_;
    std::vector<std::int32_t> switches_;
    std::int32_t down_{0};
    std::vector<double> left_; ///< by arc: the part of its cables that is there, whatever its switches are
    std::vector<double> up_;
    std::size_t closed_{0}; ///< arcs of which nothing is left
};

} // namespace dcsim
