#include "models/network/cabling.h"
#include "models/network/routes.h"
#include "models/network/rows.h"
#include <catch2/catch.hpp>
#include <tuple>

using namespace dcsim;

namespace {

const Bandwidth port{10e9};

NetworkSize size_of(std::uint64_t nodes, std::uint32_t accelerators = 1)
{
    return {static_cast<std::uint32_t>(nodes), accelerators, accelerators * port, Seconds{0.3e-6}};
}

} // namespace

TEST_CASE("a k-ary fat tree has the hosts, switches and routes of its paper", "[network][published]")
{
    // [Al-Fares et al. 2008, 3]: k^3/4 hosts, 5 k^2/4 switches, (k/2)^2 shortest paths between hosts of two pods.
    for (const std::uint32_t k : {4U, 6U, 8U, 12U}) {
        const FatTreeParams p{.radix = k, .tiers = 3};
        REQUIRE(most_nodes(p, size_of(1)) == k * k * k / 4);
        const FatTree tree{p, size_of(k * k * k / 4)};
        CHECK(tree.problem().empty());
        CHECK(tree.switches() == 5 * k * k / 4);
        CHECK(tree.active_ports() == 5 * k * k / 4 * k);
        CHECK(shortest_routes(tree, 0, tree.nodes() - 1) == k * k / 4.0);
        CHECK(diameter(tree) == 6);
        CHECK(tree.pods().size() == k);
        CHECK(tree.leaves().size() == k * k / 2);
    }
    CHECK(most_nodes({.radix = 48, .tiers = 3}, size_of(1)) == 27648);
}

TEST_CASE("the bisection of a tree is its maximum flow, whatever the tiers and ratios", "[network][analytic]")
{
    using Case = std::tuple<std::uint32_t, int, double, double, std::uint32_t>;
    for (const auto& [radix, tiers, leaf, pod, accelerators] :
         {Case{4, 3, 1, 1, 1}, Case{8, 3, 3, 1, 1}, Case{8, 3, 1, 3, 1}, Case{12, 3, 2, 2, 1}, Case{8, 2, 1, 1, 1},
          Case{12, 2, 3, 1, 1}, Case{8, 2, 1, 1, 4}, Case{16, 2, 3, 1, 4}}) {
        const FatTreeParams p{.radix = radix, .tiers = tiers, .leaf_ratio = leaf, .pod_ratio = pod};
        const NetworkSize full = size_of(most_nodes(p, size_of(1, accelerators)), accelerators);
        const FatTree tree{p, full};
        INFO(radix << " ports, " << tiers << " tiers, " << leaf << " and " << pod);
        CHECK(bisection(tree).si() == Approx(bisection(p, full).si()).epsilon(1e-9));
    }
}

TEST_CASE("a tree that is not full has only the leaves and pods that it needs", "[network]")
{
    const FatTree tree{{.radix = 8, .tiers = 3}, size_of(21)}; // 4 nodes a leaf, 4 leaves a pod
    CHECK(tree.leaves() == std::vector<NodeGroup>{{0, 4}, {4, 4}, {8, 4}, {12, 4}, {16, 4}, {20, 1}});
    CHECK(tree.pods() == std::vector<NodeGroup>{{0, 16}, {16, 5}});
    CHECK(tree.switches() == 16 + 2 * 4 + 6);
    CHECK(FatTree{{.radix = 8, .tiers = 2}, size_of(33)}.problem() == "holds 32 nodes at most, the cluster has 33");
    CHECK(FatTree{{.radix = 8, .tiers = 2}, size_of(8, 3)}.problem().find("no whole number of nodes") !=
          std::string::npos);
}

TEST_CASE("a balanced dragonfly has the nodes and the diameter of its paper", "[network][published]")
{
    // [Kim et al. 2008, 3.1]: N = a p (a h + 1); p = h = 2, a = 4 is the example of 72 nodes. Routers of 64 ports
    // reach beyond 256 K nodes, three hops between any two routers.
    const DragonflyParams small{.nodes_per_router = 2};
    REQUIRE(small.most_nodes() == 72);
    CHECK(DragonflyParams{.nodes_per_router = 16}.most_nodes() == 262656);
    const Dragonfly all{small, size_of(72)};
    CHECK(all.problem().empty());
    CHECK(all.switches() == 36);
    CHECK(all.active_ports() == 36 * (2 + 2 + 3));
    CHECK(diameter(all) == 5);
    CHECK(all.pods().size() == 9);
    CHECK(Dragonfly{small, size_of(73)}.problem() == "holds 72 nodes at most, the cluster has 73");
}

TEST_CASE("every pair of groups of a dragonfly has equally many cables, all ends on different ports",
          "[network][invariant]")
{
    for (const std::uint32_t groups : {2U, 3U, 4U, 5U, 8U, 9U}) {
        const DragonflyParams p{.nodes_per_router = 2, .groups = groups};
        const Dragonfly net{p, size_of(groups * 8)};
        std::map<std::pair<std::size_t, std::size_t>, int> cables;
        std::vector<int> of_router(net.switches(), 0);
        const auto group = [&](std::size_t v) { return (v - net.nodes()) / 4; };
        for (auto [e, end] = boost::edges(net.cabling().graph); e != end; ++e) {
            const auto a = boost::source(*e, net.cabling().graph), b = boost::target(*e, net.cabling().graph);
            if (a < net.nodes() || b < net.nodes() || group(a) == group(b)) continue;
            ++cables[{group(a), group(b)}];
            ++of_router[a - net.nodes()];
        }
        CHECK(cables.size() == groups * (groups - 1));
        for (const auto& [pair, count] : cables) CHECK(count == static_cast<int>(8 / (groups - 1)));
        for (const int count : of_router) CHECK(count <= 2);
    }
}

TEST_CASE("the cut of a dragonfly between groups is that of its global cables", "[network][analytic]")
{
    // Of a full one, each pair of groups has one cable: 4 groups against 5 have 20.
    const Dragonfly net{{.nodes_per_router = 2}, size_of(72)};
    CHECK(cut(net, 32).si() == Approx(20 * port.si()));
}

TEST_CASE("rails share leaves by number and are joined by spines", "[network][analytic]")
{
    const NetworkSize size = size_of(64, 8);
    const RailOptimised net{{.nodes_per_pod = 16, .ratio = 2}, size};
    CHECK(net.switches() == 4 * 8 + 8);
    CHECK(net.active_ports() == 64 * 8 + 2 * 4 * 8 * 8);
    CHECK(shortest_routes(net, 0, 15) == 8); // one by each rail
    CHECK(routes(net, 0, 15)->hops == 2);
    CHECK(routes(net, 0, 16)->hops == 4);
    CHECK(diameter(net) == 4);
    // 32 nodes may send 8 ports each, half of that goes up.
    CHECK(bisection(net).si() == Approx(32 * 8 / 2 * port.si()));
}

TEST_CASE("a flow splits evenly at each switch and all of it arrives", "[network][invariant]")
{
    const FatTree tree{{.radix = 6, .tiers = 3, .leaf_ratio = 2, .pod_ratio = 1}, size_of(72)};
    const Dragonfly fly{{.nodes_per_router = 2}, size_of(72)};
    for (const Topology* net : {static_cast<const Topology*>(&tree), static_cast<const Topology*>(&fly)})
        for (const std::uint32_t to : {1U, 3U, 9U, 30U, 71U}) {
            const auto way = routes(*net, 0, to);
            REQUIRE(way.has_value());
            double sum = 0;
            for (const ArcRun& run : way->runs) sum += run.count * run.share;
            CHECK(sum == Approx(way->hops - 2.0)); // one unit over each hop between switches
            CHECK(way->latency.si() == Approx(way->hops * 0.3e-6));
        }
}

TEST_CASE("a network can be listed cable by cable", "[network]")
{
    const ExplicitParams p{{"node0 a", "node1 a", "node2 b", "node3 b", "a b 5 GB/s"}};
    const ExplicitNetwork net{p, size_of(4)};
    CHECK(net.problem().empty());
    CHECK(net.leaves() == std::vector<NodeGroup>{{0, 2}, {2, 2}});
    CHECK(bisection(net).si() == Approx(5e9));
    CHECK(diameter(net) == 3);
    const ExplicitNetwork uneven{{{"node0 a", "node0 a", "node0 b", "node1 a", "node1 b", "a b"}}, size_of(2)};
    CHECK(uneven.leaves().size() == 2); // two thirds of what one sends go by a, and half of what the other sends
    CHECK(ExplicitNetwork{{{"node0 a", "node1 a"}}, size_of(3)}.problem() == "has no cable of node2");
    CHECK(ExplicitNetwork{{{"node0 a", "node4 a"}}, size_of(2)}.problem() ==
          "has a cable of node4, the cluster has 2 nodes");
    CHECK(ExplicitNetwork{{{"node0 a", "node1 b"}}, size_of(2)}.problem() == "joins not all nodes");
}
