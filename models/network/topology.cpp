#include "models/network/topology.h"
#include "models/network/cabling.h"
#include "models/network/node_groups.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

std::vector<NodeGroup> equal_groups(std::uint32_t nodes, std::uint32_t each)
{
    std::vector<NodeGroup> groups;
    for (std::uint32_t first = 0; first < nodes; first += each)
        groups.push_back({first, std::min(each, nodes - first)});
    return groups;
}

Topology::Topology(const NetworkSize& size)
    : cabling_{std::make_unique<Cabling>(size.nodes)}, nodes_{size.nodes}, latency_{size.latency}
{
}

Topology::~Topology() = default;

std::uint32_t Topology::switches() const
{
    return static_cast<std::uint32_t>(boost::num_vertices(cabling_->graph)) - nodes_;
}

std::size_t Topology::arcs() const
{
    return boost::num_edges(cabling_->graph);
}

std::uint64_t Topology::active_ports() const
{
    const NetworkGraph& graph = cabling_->graph;
    std::uint64_t ports = 0;
    for (auto [e, end] = boost::edges(graph); e != end; ++e)
        if (boost::source(*e, graph) >= nodes_) ports += graph[*e].cables;
    return ports;
}

std::uint32_t Topology::add_switch()
{
    return static_cast<std::uint32_t>(boost::add_vertex(cabling_->graph));
}

void Topology::connect(std::uint32_t a, std::uint32_t b, Bandwidth capacity, std::uint32_t cables, std::uint32_t toll)
{
    require(toll > 0, "every cable is a step of a route");
    NetworkGraph& graph = cabling_->graph;
    const std::size_t index = boost::num_edges(graph);
    boost::add_edge(a, b, Arc{capacity, cables, toll, latency_, index}, graph);
    boost::add_edge(b, a, Arc{capacity, cables, toll, latency_, index + 1}, graph);
}

std::vector<NodeGroup> Topology::groups_of(std::uint32_t each) const
{
    return equal_groups(nodes_, each);
}

} // namespace dcsim
