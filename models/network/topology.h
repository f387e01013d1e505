#pragma once
#include "models/vocabulary/interconnect.h"
#include <memory>
#include <string>

namespace dcsim {

struct Cabling;

/// What a topology is built for.
struct NetworkSize {
    std::uint32_t nodes{0};
    std::uint32_t accelerators{1}; ///< of a node
    Bandwidth injection{};         ///< of a node, each direction, by all its ports
    Seconds latency{};             ///< of a hop
};

/// Switches, the nodes' ports and the cables between them.
class Topology {
public:
    explicit Topology(const NetworkSize& size);
    virtual ~Topology();
    Topology(const Topology&) = delete;
    Topology& operator=(const Topology&) = delete;

    const Cabling& cabling() const { return *cabling_; }
    std::uint32_t nodes() const { return nodes_; }
    std::uint32_t switches() const;
    std::size_t arcs() const;
    /// Ports of switches with a cable in them.
    std::uint64_t active_ports() const;
    /// Nodes that share their first switches, and groups of such; racks and rows are not the network's.
    const std::vector<NodeGroup>& leaves() const { return leaves_; }
    const std::vector<NodeGroup>& pods() const { return pods_; }
    /// Whether leaves of a pod, and pods, can be swapped without a difference to anybody.
    bool symmetric() const { return symmetric_; }
    /// Why the nodes cannot all be connected; empty if they are.
    const std::string& problem() const { return problem_; }

protected:
    std::uint32_t add_switch();
    void connect(std::uint32_t a, std::uint32_t b, Bandwidth capacity, std::uint32_t cables = 1,
                 std::uint32_t toll = 1);
    /// Consecutive groups of `each` nodes, the last with what is left.
    std::vector<NodeGroup> groups_of(std::uint32_t each) const;

    std::vector<NodeGroup> leaves_, pods_;
    bool symmetric_{false};
    std::string problem_;

private:
    std::unique_ptr<Cabling> cabling_;
    std::uint32_t nodes_;
    Seconds latency_;
};

} // namespace dcsim
