#include "models/network/routes.h"
#include "models/network/cabling.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/filtered_graph.hpp>
#include <limits>
#include <set>
#include <utility>

namespace dcsim {

namespace {

constexpr std::uint32_t unreached = std::numeric_limits<std::uint32_t>::max();

struct Distances {
    std::vector<std::uint32_t> toll, hops;
};

/// Arcs that can be used.
struct Open {
    const NetworkGraph* graph{nullptr};
    const std::vector<double>* up{nullptr};
    bool operator()(const NetworkGraph::edge_descriptor& arc) const { return (*up)[(*graph)[arc].index] > 0; }
};
using OpenGraph = boost::filtered_graph<NetworkGraph, Open>;

/// To `to` from everywhere; the same in both directions, since every arc has its opposite.
template <class Graph> Distances distances(const Graph& graph, std::uint32_t to)
{
    Distances all{std::vector(boost::num_vertices(graph), unreached), std::vector(boost::num_vertices(graph), 0U)};
    const auto count = boost::make_dijkstra_visitor(boost::record_distances(all.hops.data(), boost::on_edge_relaxed()));
    boost::dijkstra_shortest_paths(graph, to,
                                   boost::weight_map(boost::get(&Arc::toll, graph))
                                       .distance_map(all.toll.data())
                                       .distance_inf(unreached)
                                       .visitor(count));
    return all;
}

/// Visits the arcs of all least routes from `from`, those of a vertex after all that lead to it.
template <class Graph, class Visit>
void along(const Graph& graph, const std::vector<std::uint32_t>& toll, std::uint32_t from, const Visit& visit)
{
    std::set<std::pair<std::uint32_t, std::size_t>> open{{toll[from], from}};
    while (!open.empty()) {
        const auto [left, v] = *open.rbegin();
        open.erase({left, v});
        for (auto [e, end] = boost::out_edges(v, graph); e != end; ++e) {
            const std::size_t to = boost::target(*e, graph);
            if (left == 0 || toll[to] + graph[*e].toll != left) continue;
            visit(v, to, graph[*e]);
            open.insert({toll[to], to});
        }
    }
}

template <class Graph> std::optional<Routes> routes_in(const Graph& graph, std::uint32_t from, std::uint32_t to)
{
    const std::vector<std::uint32_t> toll = distances(graph, to).toll;
    if (toll[from] == unreached) return std::nullopt;
    std::vector<std::uint32_t> choices(toll.size(), 0), hops(toll.size(), 0);
    along(graph, toll, from, [&](std::size_t v, std::size_t, const Arc&) { ++choices[v]; });
    std::vector<double> flow(toll.size(), 0);
    std::vector<Seconds> latency(toll.size());
    flow[from] = 1;
    Routes all;
    along(graph, toll, from, [&](std::size_t v, std::size_t next, const Arc& arc) {
        const double share = flow[v] / choices[v];
        flow[next] += share;
        latency[next] = std::max(latency[next], latency[v] + arc.latency);
        hops[next] = std::max(hops[next], hops[v] + 1);
        if (v != from && next != to) all.shares.push_back({arc.index, share});
    });
    all.latency = latency[to];
    all.hops = hops[to];
    return all;
}

} // namespace

std::optional<Routes> routes(const Topology& topology, std::uint32_t from, std::uint32_t to,
                             const std::vector<double>& up)
{
    if (up.empty()) return routes_in(topology.cabling().graph, from, to);
    return routes_in(OpenGraph{topology.cabling().graph, Open{&topology.cabling().graph, &up}}, from, to);
}

double shortest_routes(const Topology& topology, std::uint32_t from, std::uint32_t to)
{
    const std::vector<std::uint32_t> toll = distances(topology.cabling().graph, to).toll;
    if (toll[from] == unreached) return 0;
    std::vector<double> count(toll.size(), 0);
    count[from] = 1;
    along(topology.cabling().graph, toll, from,
          [&](std::size_t v, std::size_t next, const Arc&) { count[next] += count[v]; });
    return count[to];
}

std::optional<std::uint32_t> diameter(const Topology& topology)
{
    std::uint32_t most = 0;
    for (const NodeGroup& leaf : topology.leaves()) { // nodes of a leaf see the same distances
        const Distances all = distances(topology.cabling().graph, leaf.first);
        for (std::uint32_t node = 0; node < topology.nodes(); ++node) {
            if (all.toll[node] == unreached) return std::nullopt;
            most = std::max(most, all.hops[node]);
        }
    }
    return most;
}

Bandwidth cut(const Topology& topology, std::uint32_t first)
{
    using Flow = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, boost::no_property,
                                       boost::property<boost::edge_index_t, std::size_t>>;
    const NetworkGraph& graph = topology.cabling().graph;
    const std::size_t vertices = boost::num_vertices(graph), source = vertices, sink = vertices + 1;
    Flow flow{vertices + 2};
    std::vector<double> capacity;
    std::vector<Flow::edge_descriptor> reverse;
    const auto add = [&](std::size_t a, std::size_t b, double forth, double back) {
        const auto there = boost::add_edge(a, b, capacity.size(), flow).first;
        const auto home = boost::add_edge(b, a, capacity.size() + 1, flow).first;
        capacity.insert(capacity.end(), {forth, back});
        reverse.insert(reverse.end(), {home, there});
    };
    std::vector<double> ports(topology.nodes(), 0);
    for (auto [e, end] = boost::edges(graph); e != end; ++e) {
        const double each = graph[*e].capacity.si();
        const std::size_t a = boost::source(*e, graph), b = boost::target(*e, graph);
        if (graph[*e].index % 2 == 0) add(a, b, each, each);
        if (a < topology.nodes()) ports[a] += each;
    }
    for (std::uint32_t node = 0; node < topology.nodes(); ++node)
        node < first ? add(source, node, ports[node], 0) : add(node, sink, ports[node], 0);
    std::vector<double> residual(capacity.size());
    const auto index = boost::get(boost::edge_index, flow);
    const auto over = [&](auto& values) { return boost::make_iterator_property_map(values.begin(), index); };
    return Bandwidth{boost::boykov_kolmogorov_max_flow(flow, over(capacity), over(residual), over(reverse),
                                                       boost::get(boost::vertex_index, flow), source, sink)};
}

Bandwidth bisection(const Topology& topology)
{
    return cut(topology, topology.nodes() / 2);
}

} // namespace dcsim
