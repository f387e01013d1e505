#include "models/network/network_damage.h"
#include "models/network/cabling.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <utility>

namespace dcsim {

NetworkDamage::NetworkDamage(const Topology& topology)
    : topology_{topology}, switches_(topology.switches(), 0), left_(topology.arcs(), 1.0), up_(topology.arcs(), 1.0)
{
    const NetworkGraph& graph = topology.cabling().graph;
    std::vector<std::pair<std::size_t, const Arc*>> inner, outer; // by their node, if they have one
    for (auto [e, end] = boost::edges(graph); e != end; ++e) {
        const std::size_t node = std::min(boost::source(*e, graph), boost::target(*e, graph));
        if (const Arc& arc = graph[*e]; arc.index % 2 == 0)
            node < topology.nodes() ? outer.emplace_back(node, &arc) : inner.emplace_back(0, &arc);
    }
    const auto number = [](auto& found) {
        std::ranges::sort(found, {}, [](const auto& one) { return std::pair{one.first, one.second->index}; });
        Cables all;
        for (const auto& [node, arc] : found)
            all.arcs.insert(all.arcs.end(), arc->cables, static_cast<std::uint32_t>(arc->index));
        all.down.assign(all.arcs.size(), 0);
        return all;
    };
    cables_ = number(inner);
    ports_ = number(outer);
}

std::uint32_t NetworkDamage::switches_with_lone_nodes() const
{
    const NetworkGraph& graph = topology_.cabling().graph;
    std::vector<bool> lone(switches_.size(), false);
    for (std::uint32_t node = 0; node < topology_.nodes(); ++node)
        if (boost::out_degree(node, graph) == 1) {
            const std::size_t to = boost::target(*boost::out_edges(node, graph).first, graph);
            if (to >= topology_.nodes()) lone[to - topology_.nodes()] = true;
        }
    return static_cast<std::uint32_t>(std::ranges::count(lone, true));
}

std::uint32_t NetworkDamage::lone_ports() const
{
    const NetworkGraph& graph = topology_.cabling().graph;
    std::uint32_t lone = 0;
    for (std::uint32_t node = 0; node < topology_.nodes(); ++node)
        if (const auto [first, last] = boost::out_edges(node, graph); last - first == 1)
            lone += graph[*first].cables == 1;
    return lone;
}

bool NetworkDamage::fail(const NetworkPart& part)
{
    return change(part, 1);
}

bool NetworkDamage::repair(const NetworkPart& part)
{
    return change(part, -1);
}

std::vector<std::int32_t>& NetworkDamage::of(NetworkPart::Kind kind)
{
    switch (kind) {
    case NetworkPart::Kind::cable: return cables_.down;
    case NetworkPart::Kind::port: return ports_.down;
    case NetworkPart::Kind::node_switch: break;
    }
    return switches_;
}

bool NetworkDamage::change(const NetworkPart& part, std::int32_t by)
{
    std::vector<std::int32_t>& parts = of(part.kind);
    require(part.number < parts.size(), "a part of a network that fails exists");
    parts[part.number] += by;
    require(parts[part.number] >= 0, "a part of a network is repaired that is not down");
    down_ += by;
    return measure();
}

bool NetworkDamage::measure()
{
    const NetworkGraph& graph = topology_.cabling().graph;
    std::vector<std::uint32_t> lost(up_.size(), 0);
    for (const Cables* sort : {&cables_, &ports_})
        for (std::size_t i = 0; i < sort->arcs.size(); ++i)
            if (sort->down[i] > 0) ++lost[sort->arcs[i]];
    const auto dark = [&](std::size_t v) { return v >= topology_.nodes() && switches_[v - topology_.nodes()] > 0; };
    bool others = false;
    closed_ = 0;
    for (auto [e, end] = boost::edges(graph); e != end; ++e) {
        const Arc& arc = graph[*e];
        const double left = 1 - double(lost[arc.index - arc.index % 2]) / arc.cables;
        const double up = dark(boost::source(*e, graph)) || dark(boost::target(*e, graph)) ? 0 : left;
        others = others || (up > 0) != (up_[arc.index] > 0);
        left_[arc.index] = left;
        up_[arc.index] = up;
        if (up <= 0) ++closed_;
    }
    return others;
}

bool NetworkDamage::hangs_alone(std::uint32_t node) const
{
    const auto [first, last] = boost::out_edges(node, topology_.cabling().graph);
    return std::any_of(first, last, [&](const auto& e) { return left_[topology_.cabling().graph[e].index] <= 0; });
}

std::vector<std::uint32_t> NetworkDamage::cut_off() const
{
    if (whole()) return {};
    const NetworkGraph& graph = topology_.cabling().graph;
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
    archive("switches", switches_)("cables", cables_.down)("ports", ports_.down)("down", down_);
    measure();
}

} // namespace dcsim
