#include "models/cluster/cluster.h"
#include "sim/config/visit.h"
#include "sim/numerics/random.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

using namespace dcsim;

namespace {

constexpr std::uint32_t nodes = 32, per_node = 8;

/// Racks of 2, leaves of 4 in pods of 16, rows of 8.
NodeGroups groups()
{
    const auto every = [](std::uint32_t n) {
        std::vector<NodeGroup> all;
        for (std::uint32_t first = 0; first < nodes; first += n) all.push_back({first, n});
        return all;
    };
    return {every(2), every(8), every(4), every(16)};
}

/// Bandwidth as the given function has it, of the nodes of a gang.
class Priced final : public Interconnect {
public:
    using Share = std::function<double(const std::vector<NodeGroup>&)>;
    explicit Priced(Share share) : share_{std::move(share)} {}
    std::uint32_t shape(std::span<const NodeGroup> of) override
    {
        shapes_.emplace_back(of.begin(), of.end());
        return static_cast<std::uint32_t>(shapes_.size() - 1);
    }
    Crossing crossing(std::uint32_t shape, const Exchange&) override { return {share_(shapes_[shape]), {}}; }

private:
    Share share_;
    std::vector<std::vector<NodeGroup>> shapes_;
};

struct Choice {
    Maker<Locality> placement;
};
void fields(Fields& f, Choice& c)
{
    f.kind(localities(), c.placement, "where");
}

Cluster cluster_of(const std::string& placement, Interconnect* network = nullptr, std::uint32_t cores = 0)
{
    std::vector<Problem> problems;
    ClusterParams p;
    p.nodes = nodes;
    p.node.accelerators = per_node;
    p.node.cores = cores;
    p.placement = read<Choice>(parse_toml("kind = '" + placement + "'", "test.toml"), {}, problems).placement;
    REQUIRE(problems.empty());
    return Cluster{p, groups(), network};
}

/// Node numbers of a gang of whole nodes; empty if there is no room.
std::vector<std::uint32_t> placed(Cluster& cluster, std::uint32_t count, std::uint32_t each = per_node)
{
    const auto gang = cluster.place({.milli_accelerators = count * each * 1000, .nodes = count});
    std::vector<std::uint32_t> all;
    if (!gang) return all;
    for (const NodeRun& run : gang->runs)
        for (std::uint32_t i = 0; i < run.count; ++i) all.push_back(run.first + i);
    return all;
}

void occupy(Cluster& cluster, std::initializer_list<std::uint32_t> taken)
{
    for (const std::uint32_t node : taken) {
        Gang gang;
        gang.runs.push_back({node, 1, per_node * 1000, 0, 0});
        cluster.take(gang);
    }
}

using Nodes = std::vector<std::uint32_t>;

} // namespace

TEST_CASE("rail-local goes under the leaf that it fills best", "[cluster][placement]")
{
    Cluster cluster = cluster_of("rail-local");
    occupy(cluster, {0, 5, 6}); // leaves with 3, 2, 4 ... free
    CHECK(placed(cluster, 2) == Nodes{4, 7});
    CHECK(placed(cluster, 3) == Nodes{1, 2, 3});
    CHECK(placed(cluster, 4) == Nodes{8, 9, 10, 11});
}

TEST_CASE("a gang larger than a leaf stays in one pod, on as few leaves as possible", "[cluster][placement]")
{
    Cluster cluster = cluster_of("rail-local");
    occupy(cluster, {0, 4, 8, 9, 12, 16, 20, 24, 28}); // pods have 11 and 12 nodes left
    CHECK(placed(cluster, 8) == Nodes{1, 2, 3, 5, 6, 7, 10, 11});
    CHECK(placed(cluster, 12) == Nodes{17, 18, 19, 21, 22, 23, 25, 26, 27, 29, 30, 31});
    CHECK(placed(cluster, 3) == Nodes{13, 14, 15});
    CHECK(placed(cluster, 1).empty());
}

TEST_CASE("rack-local follows racks, not switches", "[cluster][placement]")
{
    Cluster cluster = cluster_of("rack-local");
    occupy(cluster, {0, 3});
    CHECK(placed(cluster, 2) == Nodes{4, 5}); // 1 and 2 share a leaf, but no rack
    CHECK(placed(cluster, 1) == Nodes{1});
    CHECK(placed(cluster, 8) == Nodes{8, 9, 10, 11, 12, 13, 14, 15}); // a whole row
}

TEST_CASE("spread goes to the emptiest racks and nodes, evenly", "[cluster][placement]")
{
    Cluster cluster = cluster_of("spread");
    CHECK(placed(cluster, 16) == Nodes{0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30});
    CHECK(placed(cluster, 1, 2) == Nodes{1});
    CHECK(placed(cluster, 1, 2) == Nodes{3}); // an empty node rather than the rest of 1
}

TEST_CASE("topology-aware takes the way with the widest bottleneck", "[cluster][placement]")
{
    const auto leaves = [](const std::vector<NodeGroup>& of) {
        std::vector<std::uint32_t> met;
        for (const NodeGroup& run : of)
            for (std::uint32_t i = 0; i < run.count; ++i) met.push_back((run.first + i) / 4);
        std::ranges::sort(met);
        return static_cast<double>(std::unique(met.begin(), met.end()) - met.begin());
    };
    Priced packed_is_better{[&](const auto& of) { return 1 / leaves(of); }};
    Cluster packs = cluster_of("topology-aware", &packed_is_better);
    CHECK(placed(packs, 4) == Nodes{0, 1, 2, 3});
    Priced spread_is_better{[&](const auto& of) { return leaves(of) / 8; }};
    Cluster spreads = cluster_of("topology-aware", &spread_is_better);
    CHECK(placed(spreads, 4) == Nodes{0, 4, 8, 12});
}

TEST_CASE("every placement finds room exactly where counting nodes finds it", "[cluster][placement][invariant]")
{
    Priced flat{[](const auto&) { return 1.0; }};
    for (const char* placement : {"spread", "rack-local", "rail-local", "topology-aware"}) {
        Cluster cluster = cluster_of(placement, &flat);
        Random random{{7, 0, "placement", placement}};
        std::vector<Gang> held;
        for (int i = 0; i < 400; ++i) {
            if (!held.empty() && random.uniform() < 0.45) {
                const auto gone = static_cast<std::size_t>(random.uniform() * static_cast<double>(held.size()));
                cluster.release(held[gone]);
                held.erase(held.begin() + static_cast<std::ptrdiff_t>(gone));
                continue;
            }
            const auto count = 1 + static_cast<std::uint32_t>(random.uniform() * 12);
            const auto each = 1 + static_cast<std::uint32_t>(random.uniform() * per_node);
            std::uint32_t room = 0, whole = 0;
            for (std::uint32_t node = 0; node < nodes; ++node) {
                const std::uint32_t free = cluster.free({node}).milli_accelerators;
                room += free >= each * 1000 ? 1 : 0;
                whole += free == per_node * 1000 ? free : 0;
            }
            if (cluster.free_milli_accelerators() > 0)
                REQUIRE(cluster.fragmentation() ==
                        Approx(1 - double(whole) / double(cluster.free_milli_accelerators())));
            const auto gang = cluster.place({.milli_accelerators = count * each * 1000, .nodes = count});
            REQUIRE(gang.has_value() == (room >= count));
            if (!gang) continue;
            REQUIRE(gang->milli_accelerators() == count * each * 1000);
            held.push_back(*gang);
        }
        for (const Gang& gang : held) cluster.release(gang);
        REQUIRE(cluster.fragmentation() == 0);
        REQUIRE(cluster.free_milli_accelerators() == nodes * per_node * 1000);
    }
}

/// Parts differ by one accelerator and one core at most, and none is smaller in one and larger in the other: there is
/// room if and only if enough nodes hold each of them and all that are larger.
TEST_CASE("every placement finds room for uneven parts exactly where there is some", "[cluster][placement][invariant]")
{
    constexpr std::uint32_t cores = 12;
    Priced flat{[](const auto&) { return 1.0; }};
    for (const char* placement : {"anywhere", "spread", "rack-local", "rail-local", "topology-aware"}) {
        Cluster cluster = cluster_of(placement, &flat, cores);
        Random random{{8, 0, "placement", placement}};
        const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random.uniform() * n); };
        std::vector<Gang> held;
        int refused = 0;
        for (int i = 0; i < 2'000; ++i) {
            if (!held.empty() && random.uniform() < 0.4) {
                const std::uint32_t gone = below(static_cast<std::uint32_t>(held.size()));
                cluster.release(held[gone]);
                held.erase(held.begin() + gone);
                continue;
            }
            ResourceRequest request{.nodes = 1 + below(8)};
            request.milli_accelerators = 1000 * (request.nodes + below(5 * request.nodes));
            request.cores = request.nodes + below((cores - 1) * request.nodes);
            const auto part = [&](std::uint32_t total, std::uint32_t index) {
                return total / request.nodes + (index < total % request.nodes ? 1 : 0);
            };
            bool room = true;
            for (std::uint32_t index = 0; index < request.nodes; ++index) {
                std::uint32_t hold = 0;
                for (std::uint32_t node = 0; node < nodes; ++node) {
                    const NodeRun free = cluster.free({node});
                    hold += free.milli_accelerators >= 1000 * part(request.milli_accelerators / 1000, index) &&
                                    free.cores >= part(request.cores, index)
                                ? 1
                                : 0;
                }
                room = room && hold > index;
            }
            const auto gang = cluster.place(request);
            REQUIRE(gang.has_value() == room);
            if (gang)
                held.push_back(*gang);
            else
                ++refused;
        }
        CHECK(refused > 100);
    }
}
