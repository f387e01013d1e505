#include "models/network/network.h"
#include "models/network/rows.h"
#include <algorithm>
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr std::uint32_t accelerators = 8;
const Bandwidth injection{8 * 50e9};

template <class Net, class Params> NetworkParams network_of(const Params& p)
{
    NetworkParams network;
    network.topology = [p](NetworkSize size) { return std::make_unique<Net>(p, size); };
    return network;
}

/// 6 nodes a leaf, a third of what they send goes up.
NetworkParams oversubscribed()
{
    return network_of<FatTree>(FatTreeParams{.radix = 64, .leaf_ratio = 3});
}

NetworkSize size_of(std::uint32_t nodes)
{
    return {nodes, accelerators, injection, Seconds{0.3e-6}};
}

double share(Network& network, const std::vector<NodeGroup>& nodes, Exchange exchange)
{
    exchange.accelerators = accelerators;
    return network.crossing(network.shape(nodes), exchange).share;
}

} // namespace

TEST_CASE("under one leaf every exchange runs as fast as nodes inject", "[network][analytic]")
{
    Network network{oversubscribed(), size_of(36)};
    for (const Traffic traffic : {Traffic::ring, Traffic::tree, Traffic::all_to_all}) {
        const Crossing c =
            network.crossing(network.shape(std::vector<NodeGroup>{{6, 6}}), {traffic, 6, 1, accelerators});
        CHECK(c.share == 1);
        CHECK(c.further.si() == 0);
    }
}

TEST_CASE("across leaves an exchange has its part of what goes up", "[network][analytic]")
{
    Network network{oversubscribed(), size_of(36)};
    const std::vector<NodeGroup> two{{0, 12}};                            // two full leaves: 6 injections below, 2 up
    CHECK(share(network, two, {Traffic::ring, 12, 1}) == Approx(1));      // one flow out of each leaf
    CHECK(share(network, two, {Traffic::ring, 4, 3}) == Approx(2.0 / 3)); // three
    CHECK(share(network, two, {Traffic::ring, 2, 6}) == Approx(1.0 / 3)); // six: the oversubscription
    CHECK(share(network, two, {Traffic::all_to_all, 12, 1}) == Approx(2 / (36.0 / 11)));
    const Crossing c = network.crossing(network.shape(two), {Traffic::ring, 12, 1, accelerators});
    CHECK(c.further.si() == Approx(2 * 0.3e-6));
}

TEST_CASE("servers of which few accelerators send ask for less", "[network][analytic]")
{
    Network network{oversubscribed(), size_of(36)};
    const std::uint32_t shape = network.shape(std::vector<NodeGroup>{{0, 12}});
    for (const std::uint32_t senders : {1U, 2U, 4U, 8U})
        CHECK(network.crossing(shape, {Traffic::ring, 2, 6, senders}).share ==
              Approx(std::min(1.0, 8.0 / senders / 3)));
}

TEST_CASE("gangs that lie alike have one shape, others have not", "[network]")
{
    Network network{oversubscribed(), size_of(36)};
    const auto shape = [&](std::vector<NodeGroup> nodes) { return network.shape(nodes); };
    CHECK(shape({{0, 3}}) == shape({{9, 3}}));
    CHECK(shape({{0, 3}, {6, 3}}) == shape({{12, 3}, {30, 3}}));
    CHECK(shape({{3, 6}}) == shape({{0, 3}, {6, 3}}));
    CHECK(shape({{0, 2}, {6, 4}}) != shape({{0, 3}, {6, 3}}));
    CHECK(shape({{0, 3}}) != shape({{0, 4}}));

    Network pods{network_of<FatTree>(FatTreeParams{.radix = 4, .ports = 1, .tiers = 3}), size_of(16)};
    const auto in_pods = [&](std::vector<NodeGroup> nodes) { return pods.shape(nodes); };
    CHECK(in_pods({{0, 4}}) == in_pods({{8, 4}}));
    CHECK(in_pods({{0, 2}, {4, 2}}) != in_pods({{0, 4}}));
}

TEST_CASE("nodes on one set of rails reach each other at full rate, pods by their share", "[network][analytic]")
{
    Network network{network_of<RailOptimised>(RailParams{.nodes_per_pod = 16, .ratio = 4}), size_of(64)};
    CHECK(share(network, {{0, 16}}, {Traffic::all_to_all, 16, 1}) == Approx(1));
    CHECK(share(network, {{0, 32}}, {Traffic::ring, 2, 16}) == Approx(0.25));
}

TEST_CASE("between two groups of a dragonfly all share the one cable", "[network][analytic]")
{
    Network network{network_of<Dragonfly>(DragonflyParams{.nodes_per_router = 2}), size_of(72)};
    // 8 nodes a group, each with its partner in the next: 8 flows over one global cable.
    CHECK(share(network, {{0, 16}}, {Traffic::ring, 2, 8}) == Approx(1.0 / 8));
    CHECK(share(network, {{0, 2}}, {Traffic::ring, 2, 1}) == 1);
}

TEST_CASE("ports that are slower than the accelerators bound every exchange", "[network][analytic]")
{
    const ExplicitParams p{{"node0 a 100 GB/s", "node1 a 100 GB/s"}};
    Network network{network_of<ExplicitNetwork>(p), size_of(2)};
    CHECK(share(network, {{0, 2}}, {Traffic::ring, 2, 1}) == Approx(0.25));
}

TEST_CASE("switches draw by their number and their ports", "[network][analytic]")
{
    NetworkParams p = oversubscribed();
    p.switch_idle = Power{100};
    p.port = Power{2};
    const Network network{p, size_of(36)};
    // 6 leaves of 48 ports down and 16 up, 16 spines with a port to each leaf.
    CHECK(network.power().si() == Approx(22 * 100 + 2 * (6 * 64 + 16 * 6)));
}

TEST_CASE("racks follow leaves unless they are given, rows are racks side by side", "[network]")
{
    NetworkParams p = oversubscribed();
    CHECK(Network{p, size_of(36)}.groups().racks == Network{p, size_of(36)}.groups().leaves);
    p.nodes_per_rack = 4;
    p.racks_per_row = 2;
    const NodeGroups groups = Network{p, size_of(22)}.groups();
    CHECK(groups.racks.size() == 6);
    CHECK(groups.racks.back() == NodeGroup{20, 2});
    CHECK(groups.rows == std::vector<NodeGroup>{{0, 8}, {8, 8}, {16, 6}});
}
