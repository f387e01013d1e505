#include "models/network/network.h"
#include "models/network/rows.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr std::uint32_t accelerators = 8;
const Bandwidth injection{8 * 50e9};

template <class Net, class Params> Network network_of(const Params& p, std::uint32_t nodes)
{
    NetworkParams network;
    network.topology = [p](NetworkSize size) { return std::make_unique<Net>(p, size); };
    return Network{network, {nodes, accelerators, injection, Seconds{0.3e-6}}};
}

/// The part of its rate that the slowest flow of an exchange gets.
double share(Network& network, const std::vector<NodeGroup>& nodes, Exchange exchange)
{
    exchange.accelerators = accelerators;
    double most = 1;
    for (const ArcShare& on : network.demand(nodes, exchange)) most = std::max(most, on.share);
    return 1 / most;
}

NetworkPart node_switch(std::uint32_t number)
{
    return {NetworkPart::Kind::node_switch, number};
}

NetworkPart cable(std::uint32_t number)
{
    return {NetworkPart::Kind::cable, number};
}

NetworkPart port(std::uint32_t number)
{
    return {NetworkPart::Kind::port, number};
}

const std::vector<NodeGroup> two_leaves{{0, 16}};
const Exchange across{Traffic::ring, 2, 8};

} // namespace

TEST_CASE("without k of n spines leaves have (n - k) / n of what they had between them", "[network][analytic]")
{
    // 64 spines, then leaves of 8 nodes with 8 ports each; all nodes of one leaf send to the other.
    Network network = network_of<FatTree>(FatTreeParams{.radix = 128}, 64);
    CHECK(share(network, two_leaves, across) == Approx(1));
    for (std::uint32_t k = 1; k < 64; ++k) {
        network.fail(node_switch(k - 1));
        CHECK(share(network, two_leaves, across) == Approx((64.0 - k) / 64));
        CHECK(network.damage().cut_off().empty());
    }
    network.fail(node_switch(63)); // the last: leaves do not reach each other
    CHECK(network.damage().cut_off().size() == 56);
    CHECK(network.damage().cut_off().front() == 8);
    for (std::uint32_t k = 0; k < 64; ++k) network.repair(node_switch(k));
    CHECK(network.damage().whole());
    CHECK(share(network, two_leaves, across) == Approx(1));
    CHECK_THROWS_AS(network.repair(node_switch(0)), LogicError);
    CHECK_THROWS_AS(network.fail(node_switch(72)), LogicError);
}

TEST_CASE("a leaf takes its nodes away, and only those", "[network]")
{
    Network network = network_of<FatTree>(FatTreeParams{.radix = 128}, 64);
    CHECK(network.damage().switches_with_lone_nodes() == 8);
    network.fail(node_switch(64 + 2));
    CHECK(network.damage().cut_off() == std::vector<std::uint32_t>{16, 17, 18, 19, 20, 21, 22, 23});
    CHECK(share(network, two_leaves, across) == Approx(1));
    network.fail(node_switch(64 + 2)); // twice, say for its supply and its fans
    network.repair(node_switch(64 + 2));
    CHECK(network.damage().cut_off().size() == 8);
}

TEST_CASE("a cable takes its leaf one of its spines", "[network][analytic]")
{
    Network network = network_of<FatTree>(FatTreeParams{.radix = 128}, 64);
    CHECK(network.damage().cables() == 8 * 64);
    network.fail(cable(7)); // of the first leaf
    CHECK(share(network, two_leaves, across) == Approx(63.0 / 64));
    CHECK(share(network, {{16, 16}}, across) == Approx(1));
    network.fail(cable(64 + 9)); // of the second: flows between the two have 62 spines left
    CHECK(share(network, two_leaves, across) == Approx(62.0 / 64));
    network.repair(cable(7));
    CHECK(share(network, two_leaves, across) == Approx(63.0 / 64));
}

TEST_CASE("nodes that lose a rail send through the others, inside of their pod too", "[network][analytic]")
{
    // 16 spines, then 8 leaves a pod.
    Network network = network_of<RailOptimised>(RailParams{.nodes_per_pod = 16}, 64);
    const std::vector<NodeGroup> pod{{0, 16}}, other{{16, 16}};
    CHECK(network.damage().switches_with_lone_nodes() == 0);
    network.fail(node_switch(16));
    CHECK(network.damage().cut_off().empty());
    CHECK(share(network, pod, {Traffic::ring, 16, 1}) == Approx(7.0 / 8));
    CHECK(share(network, other, {Traffic::ring, 16, 1}) == Approx(1));
    network.fail(node_switch(17));
    CHECK(share(network, pod, {Traffic::ring, 16, 1}) == Approx(6.0 / 8));
    CHECK(share(network, {{0, 32}}, {Traffic::ring, 2, 16}) == Approx(6.0 / 8));
}

TEST_CASE("of cables in parallel one is a part of what they carry", "[network][analytic]")
{
    // Routers are joined by 8 cables each, as fast together as a node; 2 nodes send over them.
    Network network = network_of<Dragonfly>(DragonflyParams{.nodes_per_router = 2}, 72);
    const double before = share(network, {{0, 4}}, {Traffic::ring, 2, 2});
    CHECK(before == Approx(0.5));
    network.fail(cable(0));
    CHECK(share(network, {{0, 4}}, {Traffic::ring, 2, 2}) == Approx(0.5 * 7 / 8));
}

TEST_CASE("a node without k of its n ports sends (n - k) / n, and others as before", "[network][analytic]")
{
    Network network = network_of<FatTree>(FatTreeParams{.radix = 128}, 64);
    CHECK(network.damage().ports() == 64 * 8);
    CHECK(network.damage().lone_ports() == 0);
    const Exchange ring{Traffic::ring, 8, 1};
    for (std::uint32_t k = 1; k < 8; ++k) {
        network.fail(port(3 * 8 + k)); // of node 3
        CHECK(share(network, {{0, 8}}, ring) == Approx((8.0 - k) / 8));
        CHECK(share(network, two_leaves, across) == Approx((8.0 - k) / 8));
        CHECK(share(network, {{8, 8}}, ring) == Approx(1));
        CHECK(network.damage().cut_off().empty());
    }
    network.fail(port(3 * 8)); // the last
    CHECK(network.damage().cut_off() == std::vector<std::uint32_t>{3});
    CHECK(share(network, {{0, 3}, {4, 4}}, {Traffic::ring, 7, 1}) == Approx(1));
    for (std::uint32_t k = 0; k < 8; ++k) network.repair(port(3 * 8 + k));
    CHECK(network.damage().whole());
    CHECK(share(network, {{0, 8}}, ring) == Approx(1));
    CHECK_THROWS_AS(network.fail(port(512)), LogicError);
}

TEST_CASE("one accelerator does not miss ports that it leaves to others", "[network][analytic]")
{
    Network network = network_of<FatTree>(FatTreeParams{.radix = 128}, 64);
    const Exchange one{.traffic = Traffic::ring, .servers = 2, .stride = 1, .accelerators = 1};
    for (std::uint32_t k = 0; k < 6; ++k) network.fail(port(k));
    double most = 0;
    for (const ArcShare& on : network.demand(std::vector<NodeGroup>{{0, 2}}, one)) most = std::max(most, on.share);
    CHECK(most == Approx(1.0 / 2)); // an eighth of the node's rate, by the two ports of eight that are left
}

TEST_CASE("what a node sends for a rail that it lost goes over the others, and up with them", "[network][analytic]")
{
    // 4 spines, then 8 leaves a pod of 16 nodes: 16 ports of a leaf share 4 cables up.
    Network network = network_of<RailOptimised>(RailParams{.nodes_per_pod = 16, .ratio = 4}, 32);
    const std::vector<NodeGroup> both{{0, 32}};
    const Exchange between_pods{Traffic::ring, 2, 16};
    CHECK(share(network, both, between_pods) == Approx(4.0 / 16));
    network.fail(port(0)); // rail 0 of node 0, which sends 8/7 of its part over each of the others
    CHECK(share(network, both, between_pods) == Approx(4 / (15 + 8.0 / 7)));
    CHECK(share(network, {{0, 16}}, {Traffic::ring, 16, 1}) == Approx(7.0 / 8));
    CHECK(share(network, {{1, 15}}, {Traffic::ring, 15, 1}) == Approx(1));
    for (std::uint32_t rail = 1; rail < 8; ++rail) network.fail(port(rail));
    CHECK(network.damage().cut_off() == std::vector<std::uint32_t>{0}); // the first of its leaf, whose others go on
    CHECK(share(network, {{1, 15}, {17, 15}}, {Traffic::ring, 2, 15}) == Approx(4.0 / 15));
}

TEST_CASE("nodes without a rail in common reach each other by spines, not by a third node", "[network][analytic]")
{
    Network network = network_of<RailOptimised>(RailParams{.nodes_per_pod = 16}, 32);
    for (std::uint32_t rail = 0; rail < 8; ++rail) {
        if (rail != 0) network.fail(port(rail));
        if (rail != 1) network.fail(port(8 + rail));
    }
    const Exchange pair{.traffic = Traffic::ring, .servers = 2, .stride = 1, .accelerators = accelerators};
    const auto arcs = network.demand(std::vector<NodeGroup>{{0, 2}}, pair);
    CHECK(arcs.size() == 2 + 2 * (16 + 16)); // a port each, and in both directions up to 16 spines and down
    CHECK(share(network, {{0, 2}}, pair) == Approx(1.0 / 8));
}

TEST_CASE("ports that differ carry what each of them can", "[network][analytic]")
{
    ExplicitParams p;
    for (const char* node : {"node0", "node1"})
        for (const char* cable : {" a 200 GB/s", " b 100 GB/s", " c 100 GB/s"})
            p.cables.push_back(std::string{node} + cable);
    Network network = network_of<ExplicitNetwork>(p, 2);
    network.fail(port(3 + 2)); // node 1 on c
    CHECK(share(network, {{0, 2}}, {Traffic::ring, 2, 1}) == Approx(3.0 / 4));
}
