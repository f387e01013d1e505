#include "models/network/routes.h"
#include "models/network/cabling.h"
#include "models/network/route_finder.h"
#include <algorithm>
#include <boost/graph/boykov_kolmogorov_max_flow.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <limits>

namespace dcsim {

namespace {

constexpr std::uint32_t unreached = std::numeric_limits<std::uint32_t>::max();

struct Distances {
    std::vector<std::uint32_t> toll, hops;
};

/// To `to` from everywhere; the same in both directions, since every arc has its opposite.
Distances distances(const NetworkGraph& graph, std::uint32_t to)
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

} // namespace

std::optional<Routes> routes(const Topology& topology, std::uint32_t from, std::uint32_t to,
                             const std::vector<double>& up)
{
    RouteFinder finder{topology};
    return finder.find(from, to, up, finder.tolls(to, up));
}

double shortest_routes(const Topology& topology, std::uint32_t from, std::uint32_t to)
{
    return RouteFinder{topology}.count(from, to);
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
