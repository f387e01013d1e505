#include "models/network/cabling.h"
#include "models/network/network.h"
#include "models/network/route_table.h"
#include "models/network/rows.h"
#include "sim/numerics/random.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

using namespace dcsim;

namespace {

constexpr std::uint32_t nodes = 72;

NetworkSize size_of(std::uint32_t accelerators)
{
    return {nodes, accelerators, accelerators * Bandwidth{10e9}, Seconds{0.3e-6}};
}

std::vector<std::unique_ptr<Topology>> some()
{
    std::vector<std::unique_ptr<Topology>> all;
    all.push_back(std::make_unique<FatTree>(FatTreeParams{.radix = 6, .tiers = 3, .leaf_ratio = 2}, size_of(1)));
    all.push_back(std::make_unique<Dragonfly>(DragonflyParams{.nodes_per_router = 2}, size_of(1)));
    all.push_back(std::make_unique<RailOptimised>(RailParams{.nodes_per_pod = 12, .ratio = 2}, size_of(4)));
    return all;
}

/// As the definition has it: least tolls by relaxing all arcs until nothing changes, then the flow from afar to near.
std::vector<double> by_definition(const Topology& topology, std::uint32_t from, std::uint32_t to,
                                  const std::vector<double>& up)
{
    const NetworkGraph& graph = topology.cabling().graph;
    std::vector<double> toll(boost::num_vertices(graph), 1e9), flow(toll.size(), 0), share(topology.arcs(), 0);
    toll[to] = 0;
    const auto each = [&](const auto& visit) {
        for (auto [e, end] = boost::edges(graph); e != end; ++e)
            if (up[graph[*e].index] > 0) visit(boost::source(*e, graph), boost::target(*e, graph), graph[*e]);
    };
    for (bool changes = true; std::exchange(changes, false);)
        each([&](std::size_t a, std::size_t b, const Arc& arc) {
            changes = changes || toll[b] + arc.toll < toll[a];
            toll[a] = std::min(toll[a], toll[b] + arc.toll);
        });
    flow[from] = 1;
    for (double left = toll[from]; left > 0; --left) {
        const auto nearer = [&](std::size_t a, std::size_t b, const Arc& arc) {
            return toll[a] == left && toll[b] + arc.toll == left && flow[a] > 0;
        };
        std::vector<int> choices(toll.size(), 0);
        each([&](std::size_t a, std::size_t b, const Arc& arc) { choices[a] += nearer(a, b, arc); });
        each([&](std::size_t a, std::size_t b, const Arc& arc) {
            if (!nearer(a, b, arc)) return;
            flow[b] += flow[a] / choices[a];
            if (a != from && b != to) share[arc.index] = flow[a] / choices[a];
        });
    }
    return share;
}

std::vector<double> by_arc(const Routes& way, std::size_t arcs)
{
    std::vector<double> share(arcs, 0);
    for (const ArcRun& run : way.runs)
        for (std::uint32_t i = 0; i < run.count; ++i) share[run.first + 2 * i] += run.share;
    return share;
}

/// A twentieth of the cables between switches is gone.
std::vector<double> damaged(const Topology& topology, Random& random)
{
    std::vector<double> up(topology.arcs(), 1);
    const NetworkGraph& graph = topology.cabling().graph;
    for (auto [e, end] = boost::edges(graph); e != end; ++e)
        if (const std::size_t arc = graph[*e].index; arc % 2 == 0 && random.uniform() < 0.05)
            if (std::min(boost::source(*e, graph), boost::target(*e, graph)) >= nodes) up[arc] = up[arc + 1] = 0;
    return up;
}

} // namespace

TEST_CASE("routes are those of the definition, and kept ones those found anew", "[network][invariant]")
{
    Random random{{0, 0, "network", "routes", 0}};
    for (const auto& topology : some())
        for (int damage = 0; damage < 4; ++damage) {
            const std::vector<double> up = damage > 0 ? damaged(*topology, random) : std::vector(topology->arcs(), 1.0);
            RouteFinder finder{*topology};
            RouteTable table{64};
            for (int pair = 0; pair < 60; ++pair) {
                const auto from = static_cast<std::uint32_t>(random.uniform() * nodes);
                const auto to = (from + 1 + static_cast<std::uint32_t>(random.uniform() * (nodes - 1))) % nodes;
                const auto fresh = routes(*topology, from, to, up);
                if (!fresh) continue;
                for (int again = 0; again < 2; ++again) {
                    const Routes& kept = table.between(finder, {from, from}, {to, to}, up);
                    REQUIRE(by_arc(kept, up.size()) == by_arc(*fresh, up.size()));
                    REQUIRE(kept.hops == fresh->hops);
                    REQUIRE(kept.latency == fresh->latency);
                }
                const std::vector<double> expected = by_definition(*topology, from, to, up);
                const std::vector<double> found = by_arc(*fresh, up.size());
                for (std::size_t arc = 0; arc < up.size(); ++arc) REQUIRE(found[arc] == Approx(expected[arc]));
            }
        }
}

TEST_CASE("no more routes are kept than there is room for", "[network]")
{
    const auto topology = std::move(some().front());
    RouteFinder finder{*topology};
    RouteTable table{20};
    std::size_t most = 0;
    for (std::uint32_t from = 0; from < nodes; ++from)
        for (std::uint32_t to = 0; to < nodes; ++to) {
            if (from != to) table.between(finder, {from, from}, {to, to}, {});
            REQUIRE(table.runs() <= 20);
            most = std::max(most, table.runs());
        }
    CHECK(most > 10);
    table.clear();
    CHECK(table.runs() == 0);
}

TEST_CASE("any node of a place stands for it", "[network]")
{
    const FatTree tree{{.radix = 6, .tiers = 3, .leaf_ratio = 2}, size_of(1)}; // 4 nodes a leaf
    RouteFinder finder{tree};
    RouteTable table;
    for (std::uint32_t pair = 0; pair < nodes * nodes; ++pair) {
        const std::uint32_t from = pair * 5 % nodes, to = (pair / nodes + from * 3) % nodes;
        if (from / 4 == to / 4) continue;
        const auto fresh = routes(tree, from, to);
        const Routes& kept = table.between(finder, {from / 4, from}, {to / 4, to}, {});
        REQUIRE(by_arc(kept, tree.arcs()) == by_arc(*fresh, tree.arcs()));
        REQUIRE(kept.latency == fresh->latency);
        REQUIRE(kept.hops == fresh->hops);
    }
}

TEST_CASE("what a route of a tree splits into is a few runs of arcs", "[network][analytic]")
{
    // Up to 32 spines, and down from them.
    const FatTree tree{{.radix = 64, .ports = 1, .tiers = 2}, size_of(1)};
    const auto way = routes(tree, 0, nodes - 1);
    REQUIRE(way.has_value());
    CHECK(way->runs.size() == 2);
    for (const ArcRun& run : way->runs) {
        CHECK(run.count == 32);
        CHECK(run.share == 1.0 / 32);
    }
}

TEST_CASE("a network that was broken and repaired is asked for what a new one is", "[network][invariant]")
{
    NetworkParams p;
    p.topology = [](NetworkSize size) {
        return std::make_unique<FatTree>(FatTreeParams{.radix = 6, .tiers = 3, .leaf_ratio = 2}, size);
    };
    const std::vector<NodeGroup> gang{{0, 2}, {5, 3}, {16, 3}, {40, 4}};
    const Exchange all{.traffic = Traffic::all_to_all, .servers = 12};
    const auto asked = [&](Network& network) {
        std::vector<std::pair<std::size_t, double>> arcs;
        for (const ArcShare& on : network.demand(gang, all)) arcs.emplace_back(on.arc, on.share);
        return arcs;
    };
    Network used{p, size_of(1)}, whole{p, size_of(1)};
    const auto before = asked(used);
    for (std::uint32_t spine = 0; spine < 3; ++spine) {
        const NetworkPart part{NetworkPart::Kind::node_switch, spine};
        used.fail(part);
        Network broken{p, size_of(1)};
        broken.fail(part);
        CHECK(asked(used) == asked(broken));
        CHECK(asked(used) != before);
        used.repair(part);
        CHECK(asked(used) == asked(whole));
    }
}
