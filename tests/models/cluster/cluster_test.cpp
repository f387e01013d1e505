#include "models/cluster/cluster.h"
#include "sim/numerics/random.h"
#include <catch2/catch.hpp>
#include <set>

using namespace dcsim;

namespace {

ClusterParams cluster_of(std::uint32_t nodes, std::uint32_t accelerators, Packing packing = Packing::first_fit)
{
    ClusterParams p;
    p.nodes = nodes;
    p.node.accelerators = accelerators;
    p.packing = packing;
    return p;
}

ResourceRequest accelerators(std::uint32_t count)
{
    return {.milli_accelerators = count * 1000};
}

} // namespace

TEST_CASE("a pool leaves room on each node for what a later pool has room for", "[cluster][analytic]")
{
    Cluster now{ClusterParams{.nodes = 3, .node = {.accelerators = 8}}};
    Cluster later = now;
    const auto held = [](std::uint32_t node, std::uint32_t accelerators) {
        Gang gang;
        gang.runs.push_back({node, 1, accelerators * 1000, 0, 0});
        return gang;
    };
    now.take(held(0, 6));
    later.take(held(0, 4)); // two of the six end until then
    now.take(held(1, 7));
    later.take(held(1, 7));
    CHECK(now.leave_room(later, {0, 0, 3000, 0, 0}) == 2);
    CHECK(now.free({0}).milli_accelerators == 1000); // 4 are free later, less 3
    CHECK(now.free({1}).milli_accelerators == 1000); // no room later, so all that is free now
    CHECK(now.free({2}).milli_accelerators == 5000); // 8 less 3
    CHECK(now.free_milli_accelerators() == 7000);
}

TEST_CASE("a node set finds the next member like an ordered set, across all levels of its tree", "[cluster][invariant]")
{
    constexpr std::uint32_t nodes = 300'000; // three levels of words
    NodeSet set{nodes};
    std::set<std::uint32_t> oracle;
    Random random{{1, 0, "node set", "test"}};
    const auto any = [&] { return static_cast<std::uint32_t>(random.uniform() * nodes); };
    for (int i = 0; i < 20'000; ++i) {
        const std::uint32_t node = any();
        if (oracle.erase(node) > 0)
            set.erase(node);
        else {
            oracle.insert(node);
            set.insert(node);
        }
        if (i % 2 == 0 && !oracle.empty() && random.uniform() < 0.5) {
            set.erase(*oracle.begin());
            oracle.erase(oracle.begin());
        }
        const std::uint32_t from = any();
        const auto next = oracle.lower_bound(from);
        REQUIRE(set.next(from) == (next == oracle.end() ? std::nullopt : std::optional{*next}));
    }
    std::set<std::uint32_t> members;
    for (auto node = set.next(0); node; node = set.next(*node + 1)) members.insert(*node);
    CHECK(members == oracle);
    CHECK_FALSE(NodeSet{64}.next(64));
}

TEST_CASE("a gang that fits one node takes the lowest node with room", "[cluster][unit]")
{
    Cluster cluster{cluster_of(3, 8)};
    CHECK(cluster.place(accelerators(6))->runs.front().first == 0);
    CHECK(cluster.place(accelerators(4))->runs.front().first == 1);
    CHECK(cluster.place(accelerators(2))->runs.front().first == 0);
    CHECK(cluster.place(accelerators(8))->runs.front().first == 2);
    CHECK_FALSE(cluster.place(accelerators(5)));
    CHECK(cluster.free_milli_accelerators() == 4000);
}

TEST_CASE("best fit takes the node with the least room that is enough", "[cluster][unit]")
{
    Cluster cluster{cluster_of(3, 8, Packing::best_fit)};
    const auto first = cluster.place(accelerators(2));
    const auto second = cluster.place(accelerators(7));
    CHECK(second->runs.front().first == 1);
    CHECK(cluster.place(accelerators(1))->runs.front().first == 1);
    CHECK(cluster.place(accelerators(6))->runs.front().first == first->runs.front().first);
}

TEST_CASE("best fit counts parts of accelerators, as a look at all nodes would", "[cluster][invariant]")
{
    constexpr std::uint32_t nodes = 7, whole = 3000;
    Cluster cluster{cluster_of(nodes, whole / 1000, Packing::best_fit)};
    std::vector<std::uint32_t> free(nodes, whole);
    std::vector<Gang> gangs;
    Random random{{1, 0, "cluster", "parts", 0}};
    for (int step = 0; step < 5000; ++step) {
        if (!gangs.empty() && random.uniform() < 0.45) {
            std::swap(gangs[static_cast<std::size_t>(random.uniform() * static_cast<double>(gangs.size()))],
                      gangs.back());
            const NodeRun& run = gangs.back().runs.front();
            free[run.first] += run.milli_accelerators;
            cluster.release(gangs.back());
            gangs.pop_back();
            continue;
        }
        const auto wanted = 250 * static_cast<std::uint32_t>(1 + random.uniform() * 8);
        std::optional<std::uint32_t> best;
        for (std::uint32_t node = 0; node < nodes; ++node)
            if (free[node] >= wanted && (!best || free[node] < free[*best])) best = node;
        const auto gang = cluster.place({.milli_accelerators = wanted});
        REQUIRE(gang.has_value() == best.has_value());
        if (!gang) continue;
        REQUIRE(gang->runs.front().first == *best);
        free[*best] -= wanted;
        gangs.push_back(*gang);
    }
}

TEST_CASE("nodes that sleep are taken last, and found again when nobody holds them", "[cluster][unit]")
{
    for (const Packing packing : {Packing::first_fit, Packing::best_fit}) {
        Cluster cluster{cluster_of(4, 8, packing)};
        cluster.fall_asleep(NodeId{0});
        cluster.fall_asleep(NodeId{2});
        const auto first = cluster.place(accelerators(8)), second = cluster.place(accelerators(8));
        CHECK(first->runs.front().first == 1);
        CHECK(second->runs.front().first == 3);
        const auto woken = cluster.place(accelerators(3));
        CHECK(woken->runs.front().first == 0);
        cluster.release(*woken); // it was not started, and sleeps on
        cluster.release(*first);
        const auto gang = cluster.place(accelerators(24)); // 1 is awake, 0 and 2 are not
        REQUIRE(gang);
        CHECK(gang->nodes() == 3);
        for (const std::uint32_t node : {0U, 2U}) cluster.wake(NodeId{node});
        cluster.release(*gang);
        CHECK(cluster.place(accelerators(2))->runs.front().first == 0);
        CHECK(cluster.free_milli_accelerators() == 22'000);
    }
}

TEST_CASE("a gang of whole nodes is one run however large, and a remainder goes beside it", "[cluster][unit]")
{
    Cluster cluster{cluster_of(100'000, 8)};
    const auto whole = cluster.place(accelerators(8 * 50'000));
    REQUIRE(whole->runs.size() == 1);
    CHECK(whole->runs.front() == NodeRun{0, 50'000, 8000, 0, 0});
    const auto more = cluster.place(accelerators(20));
    REQUIRE(more->runs.size() == 2);
    CHECK(more->runs.front() == NodeRun{50'000, 2, 8000, 0, 0});
    CHECK(more->runs.back() == NodeRun{50'002, 1, 4000, 0, 0});
    cluster.release(*whole);
    cluster.release(*more);
    CHECK(cluster.free_milli_accelerators() == cluster.milli_accelerators());
}

TEST_CASE("a spread gang uses exactly the nodes it asks for, or none", "[cluster][unit]")
{
    Cluster cluster{cluster_of(3, 4)};
    const auto gang = cluster.place({.milli_accelerators = 5000, .nodes = 3});
    REQUIRE(gang);
    CHECK(cluster.free(NodeId{0}).milli_accelerators == 2000);
    CHECK(cluster.free(NodeId{1}).milli_accelerators == 2000);
    CHECK(cluster.free(NodeId{2}).milli_accelerators == 3000);
    CHECK_FALSE(cluster.place({.milli_accelerators = 9000, .nodes = 3}));
    CHECK(cluster.free_milli_accelerators() == 7000);
    CHECK_FALSE(cluster.fits_ever({.milli_accelerators = 4000, .nodes = 4}));
}

TEST_CASE("fractions of accelerators, cores and memory are held exactly", "[cluster][unit]")
{
    ClusterParams p = cluster_of(1, 2);
    p.node.cores = 10;
    p.node.memory = Bytes{100};
    Cluster cluster{p};
    const ResourceRequest third{.milli_accelerators = 333, .cores = 3, .memory_bytes = 30};
    for (int i = 0; i < 3; ++i) REQUIRE(cluster.place(third));
    CHECK_FALSE(cluster.place(third)); // 1 core is left
    CHECK(cluster.place({.milli_accelerators = 1001, .cores = 1, .memory_bytes = 10}));
    CHECK(cluster.free_milli_accelerators() == 0);
    CHECK_FALSE(cluster.fits_ever({.milli_accelerators = 1000, .cores = 11}));
}

TEST_CASE("random placing and releasing never loses or invents a share", "[cluster][invariant]")
{
    for (const Packing packing : {Packing::first_fit, Packing::best_fit}) {
        Cluster cluster{cluster_of(70, 4, packing)};
        Random random{{1, 0, "cluster", "test"}};
        std::vector<Gang> held;
        std::uint64_t used = 0;
        for (int i = 0; i < 5000; ++i) {
            const auto milli = static_cast<std::uint32_t>(1 + random.uniform() * 12'000);
            if (const auto gang = cluster.place({.milli_accelerators = milli})) {
                held.push_back(*gang);
                used += milli;
            } else if (!held.empty()) {
                for (const NodeRun& run : held.front().runs) used -= std::uint64_t{run.count} * run.milli_accelerators;
                cluster.release(held.front());
                held.erase(held.begin());
            }
            REQUIRE(cluster.free_milli_accelerators() + used == cluster.milli_accelerators());
        }
        for (const Gang& gang : held) cluster.release(gang);
        CHECK(cluster.free_milli_accelerators() == cluster.milli_accelerators());
        CHECK_THROWS_AS(cluster.release(held.front()), LogicError);
    }
}
