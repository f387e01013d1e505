#include "models/network/network_damage.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

NetworkDamage::NetworkDamage(const Topology& topology)
    : topology_{topology}, switches_(topology.switches(), 0), up_(topology.arcs(), 1.0)
{
    const NetworkGraph& graph = topology.graph();
    for (auto [e, end] = boost::edges(graph); e != end; ++e) {
        const Arc& arc = graph[*e];
        const bool inner = boost::source(*e, graph) >= topology.nodes() && boost::target(*e, graph) >= topology.nodes();
        if (inner && arc.index % 2 == 0)
            cable_arcs_.insert(cable_arcs_.end(), arc.cables, static_cast<std::uint32_t>(arc.index));
    }
    std::ranges::sort(cable_arcs_);
    cables_.assign(cable_arcs_.size(), 0);
}

std::uint32_t NetworkDamage::switches_with_lone_nodes() const
{
    const NetworkGraph& graph = topology_.graph();
    std::vector<bool> lone(switches_.size(), false);
    for (std::uint32_t node = 0; node < topology_.nodes(); ++node)
        if (boost::out_degree(node, graph) == 1) {
            const std::size_t to = boost::target(*boost::out_edges(node, graph).first, graph);
            if (to >= topology_.nodes()) lone[to - topology_.nodes()] = true;
        }
    return static_cast<std::uint32_t>(std::ranges::count(lone, true));
}

void NetworkDamage::fail(const NetworkPart& part)
{
    change(part, 1);
}

void NetworkDamage::repair(const NetworkPart& part)
{
    change(part, -1);
}

void NetworkDamage::change(const NetworkPart& part, std::int32_t by)
{
    std::vector<std::int32_t>& parts = part.kind == NetworkPart::Kind::cable ? cables_ : switches_;
    require(part.number < parts.size(), "a part of a network that fails exists");
    parts[part.number] += by;
    require(parts[part.number] >= 0, "a part of a network is repaired that is not down");
    down_ += by;
    measure();
}

void NetworkDamage::measure()
{
    const NetworkGraph& graph = topology_.graph();
    std::vector<std::uint32_t> lost(up_.size(), 0);
    for (std::size_t i = 0; i < cables_.size(); ++i)
        if (cables_[i] > 0) ++lost[cable_arcs_[i]];
    const auto dark = [&](std::size_t v) { return v >= topology_.nodes() && switches_[v - topology_.nodes()] > 0; };
    for (auto [e, end] = boost::edges(graph); e != end; ++e) {
        const Arc& arc = graph[*e];
        const double left = 1 - double(lost[arc.index - arc.index % 2]) / arc.cables;
        up_[arc.index] = dark(boost::source(*e, graph)) || dark(boost::target(*e, graph)) ? 0 : left;
    }
}

std::vector<std::uint32_t> NetworkDamage::cut_off() const
{
    if (whole()) return {};
    const NetworkGraph& graph = topology_.graph();
    constexpr std::uint32_t none = UINT32_MAX;
    std::vector<std::uint32_t> group(boost::num_vertices(graph), none), sizes;
    for (std::uint32_t first = 0; first < topology_.nodes(); ++first) {
        if (group[first] != none) continue;
        const auto number = static_cast<std::uint32_t>(sizes.size());
        sizes.push_back(0);
        std::vector<std::size_t> open{first};
        group[first] = number;
        while (!open.empty()) {
            const std::size_t v = open.back();
            open.pop_back();
            if (v < topology_.nodes()) ++sizes[number];
            for (auto [e, end] = boost::out_edges(v, graph); e != end; ++e) {
                const std::size_t to = boost::target(*e, graph);
                if (up_[graph[*e].index] <= 0 || group[to] != none) continue;
                group[to] = number;
                open.push_back(to);
            }
        }
    }
    const auto largest = static_cast<std::uint32_t>(std::ranges::max_element(sizes) - sizes.begin());
    std::vector<std::uint32_t> cut;
    for (std::uint32_t node = 0; node < topology_.nodes(); ++node)
        if (group[node] != largest) cut.push_back(node);
    return cut;
}

void NetworkDamage::state(Archive& archive)
{
    archive("switches", switches_)("cables", cables_)("down", down_);
    measure();
}

} // namespace dcsim
