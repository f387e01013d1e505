#include "sim/base/errors.h"
#include "sim/numerics/max_min.h"
#include "sim/numerics/random.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

using namespace dcsim;

namespace {

/// Progressive filling written down as the book states it: raise all that can rise until something is full.
std::vector<double> filled(const std::vector<double>& capacity, const std::vector<std::vector<LinkUse>>& flows,
                           const std::vector<double>& most)
{
    std::vector<double> rate(flows.size(), 0);
    std::vector<bool> open(flows.size(), true);
    while (std::ranges::find(open, true) != open.end()) {
        std::vector<double> used(capacity.size(), 0), growing(capacity.size(), 0);
        double step = MaxMinShares::unbounded;
        for (std::size_t f = 0; f < flows.size(); ++f) {
            if (open[f]) step = std::min(step, most[f] - rate[f]);
            for (const LinkUse& u : flows[f]) {
                used[u.link] += u.weight * rate[f];
                if (open[f]) growing[u.link] += u.weight;
            }
        }
        for (std::size_t l = 0; l < capacity.size(); ++l)
            if (growing[l] > 0) step = std::min(step, (capacity[l] - used[l]) / growing[l]);
        for (std::size_t f = 0; f < flows.size(); ++f)
            if (open[f]) rate[f] += step;
        for (std::size_t f = 0; f < flows.size(); ++f) {
            if (rate[f] >= most[f] - 1e-12) open[f] = false;
            for (const LinkUse& u : flows[f])
                if (used[u.link] + growing[u.link] * step >= capacity[u.link] - 1e-12) open[f] = false;
        }
    }
    return rate;
}

/// Whether no rate can grow but at the cost of one that is not larger.
bool has_bottleneck(const MaxMinShares& shares, std::uint32_t flow, double most,
                    const std::map<std::uint32_t, std::vector<LinkUse>>& flows)
{
    const double rate = shares.rate(flow);
    if (rate >= most * (1 - 1e-9)) return true;
    return std::ranges::any_of(flows.at(flow), [&](const LinkUse& use) {
        if (shares.load(use.link) < shares.capacity(use.link) * (1 - 1e-9)) return false;
        return std::ranges::all_of(flows, [&](const auto& other) {
            const bool crosses =
                std::ranges::any_of(other.second, [&](const LinkUse& u) { return u.link == use.link; });
            return !crosses || shares.rate(other.first) <= rate * (1 + 1e-9);
        });
    });
}

/// The flows that were computed again.
std::vector<std::uint32_t> touched(MaxMinShares& shares)
{
    const auto flows = shares.update();
    return {flows.begin(), flows.end()};
}

} // namespace

TEST_CASE("five sessions over four links get the rates of the textbook", "[max-min][published]")
{
    // [Bertsekas, Gallager, Data Networks 1992, example in 6.5.2]: links (1,3), (3,5), (2,3), (4,5), all of capacity 1.
    MaxMinShares shares{{1, 1, 1, 1}};
    const auto one = shares.add({{0}, {1}});
    const auto two = shares.add({{2}});
    const auto three = shares.add({{2}});
    const auto four = shares.add({{3}});
    const auto five = shares.add({{1}, {2}});
    shares.update();
    CHECK(shares.rate(one) == Approx(2.0 / 3));
    CHECK(shares.rate(two) == Approx(1.0 / 3));
    CHECK(shares.rate(three) == Approx(1.0 / 3));
    CHECK(shares.rate(four) == Approx(1.0));
    CHECK(shares.rate(five) == Approx(1.0 / 3));
    CHECK(shares.load(0) == Approx(2.0 / 3));
}

TEST_CASE("demands under one limit are met from the smallest up", "[max-min][analytic]")
{
    MaxMinShares shares{{750}};
    const auto a = shares.add({{0}}, 400), b = shares.add({{0}}, 300), c = shares.add({{0}}, 200);
    shares.update();
    CHECK(shares.rate(a) == Approx(275));
    CHECK(shares.rate(b) == Approx(275));
    CHECK(shares.rate(c) == Approx(200));
}

TEST_CASE("a flow that takes more of a link per unit of rate leaves less for all", "[max-min][analytic]")
{
    MaxMinShares shares{{12, 100}};
    const auto heavy = shares.add({{0, 3}, {1, 1}}), light = shares.add({{0, 1}});
    shares.update();
    CHECK(shares.rate(heavy) == Approx(3));
    CHECK(shares.rate(light) == Approx(3));
    shares.set_capacity(1, 1);
    shares.update();
    CHECK(shares.rate(heavy) == Approx(1));
    CHECK(shares.rate(light) == Approx(9));
}

TEST_CASE("only what hangs together with an event is computed again", "[max-min]")
{
    MaxMinShares shares{{10, 10, 10}};
    const auto a = shares.add({{0}}), b = shares.add({{0}, {1}}), c = shares.add({{2}});
    CHECK(touched(shares) == std::vector{a, b, c});
    CHECK(!shares.changed());
    const auto d = shares.add({{1}});
    CHECK(shares.changed());
    CHECK(touched(shares) == std::vector{a, b, d});
    shares.remove(c);
    CHECK(!shares.changed());
    CHECK(touched(shares).empty());
    CHECK_THROWS_AS(shares.remove(c), LogicError);
    CHECK_THROWS_AS(shares.add({}), LogicError);
    CHECK_THROWS_AS(shares.add({{7}}), LogicError);
    CHECK_THROWS_AS(shares.add({{0}, {0}}), LogicError);
}

TEST_CASE("links with room for all their flows join nobody, until they have not", "[max-min]")
{
    MaxMinShares shares{{10, 1}};
    const auto a = shares.add({{0}, {1}}, 1.0), b = shares.add({{0}}, 4.0);
    CHECK(touched(shares) == std::vector{a, b});
    shares.remove(b);
    CHECK(shares.add({{0}}, 4.0) == b);
    CHECK(touched(shares) == std::vector{b});
    const auto c = shares.add({{0}}, 6.0); // 11 are asked for
    CHECK(touched(shares) == std::vector{a, b, c});
    CHECK(shares.rate(a) == 1);
    CHECK(shares.rate(b) == 4);
    CHECK(shares.rate(c) == Approx(5));
    shares.remove(a);
    CHECK(touched(shares) == std::vector{b, c});
    CHECK(shares.rate(c) == 6);
    shares.remove(b);
    CHECK(touched(shares).empty());
}

TEST_CASE("shares that were saved and restored go on alike", "[max-min]")
{
    MaxMinShares first{{7, 5, 3}};
    first.add({{0, 0.3}, {1, 0.7}}, 9.0);
    const auto gone = first.add({{1, 0.9}, {2, 1.1}}, 4.0);
    first.add({{0, 1.3}, {2, 0.1}});
    first.set_capacity(1, 4);
    first.remove(gone);
    Archive saved;
    first.state(saved);
    MaxMinShares second{{7, 5, 3}};
    Archive restored{saved.bytes()};
    second.state(restored);
    for (MaxMinShares* shares : {&first, &second}) {
        CHECK(shares->add({{0, 0.7}, {1, 0.2}}) == gone);
        shares->set_capacity(2, 2.5);
        shares->update();
    }
    for (std::uint32_t flow = 0; flow < 3; ++flow) CHECK(first.rate(flow) == second.rate(flow));
}

TEST_CASE("links that all flows use alike are kept as one, and nobody gets another rate for it", "[max-min][invariant]")
{
    // 4 groups of 8 links; a flow takes of groups, now and then of some link by itself. The twin has of each link the
    // capacity of no other, so near to it that rates do not show it.
    MaxMinShares shares{std::vector<double>(32, 3.0)};
    std::vector<double> unlike;
    for (int link = 0; link < 32; ++link) unlike.push_back(3.0 * (1 + link * 1e-15));
    MaxMinShares twin{unlike};
    CHECK(shares.bundles() == 1);
    CHECK(twin.bundles() > 16);
    Random random{{0, 0, "max-min", "bundles", 0}};
    const auto some = [&](bool odd) {
        std::vector<LinkUse> uses;
        for (std::uint32_t group = 0; group < 4; ++group)
            if (const double weight = 1 + random.uniform(); weight < 1.6)
                for (std::uint32_t i = 0; i < 8; ++i) uses.push_back({8 * group + i, weight});
        if (odd && !uses.empty()) uses.pop_back();
        return uses;
    };
    const auto add = [&](bool odd) {
        const std::vector<LinkUse> uses = some(odd);
        const auto id = shares.add(uses, 2.0);
        CHECK(twin.add(uses, 2.0) == id);
        return id;
    };
    std::vector<std::uint32_t> flows;
    for (int i = 0; i < 12; ++i) flows.push_back(add(false));
    CHECK(shares.bundles() == 4);
    for (int i = 0; i < 12; ++i) flows.push_back(add(i % 3 == 0));
    CHECK(shares.bundles() <= 8);
    for (MaxMinShares* each : {&shares, &twin}) {
        each->remove(flows[3]);
        each->remove(flows[20]);
        each->update();
    }
    for (const std::uint32_t flow : flows) CHECK(shares.rate(flow) == Approx(twin.rate(flow)).epsilon(1e-12));
}

TEST_CASE("bundles that were parted and became alike again are joined", "[max-min]")
{
    MaxMinShares shares{std::vector<double>(512, 1.0)};
    std::vector<LinkUse> all;
    for (std::uint32_t link = 0; link < 512; ++link) all.push_back({link, 2});
    const auto first = shares.add(all, 1.0);
    for (std::uint32_t link = 0; link < 512; ++link) {
        const auto odd = shares.add({{link, 1}}, 1.0);
        shares.update();
        CHECK(shares.rate(first) == Approx(1.0 / 3));
        CHECK(shares.load(link) == Approx(1));
        CHECK(shares.load((link + 1) % 512) == Approx(2.0 / 3));
        shares.remove(odd);
        CHECK(shares.bundles() < 80);
    }
    shares.update();
    CHECK(shares.rate(first) == 0.5);
}

TEST_CASE("after any coming and going, rates are those of filling from nothing, each with its bottleneck",
          "[max-min][invariant]")
{
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Random random{{seed, 0, "max-min", "test", 0}};
        const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random.uniform() * n); };
        std::vector<double> capacity(3 + below(12));
        for (double& c : capacity) c = 1 + below(100);
        MaxMinShares shares{capacity};
        std::map<std::uint32_t, std::vector<LinkUse>> flows;
        std::map<std::uint32_t, double> most;
        for (int event = 0; event < 60; ++event) {
            if (!flows.empty() && random.uniform() < 0.4) {
                const auto gone = std::next(flows.begin(), below(static_cast<std::uint32_t>(flows.size())));
                shares.remove(gone->first);
                most.erase(gone->first);
                flows.erase(gone);
            } else {
                std::vector<LinkUse> uses;
                for (std::uint32_t l = 0; l < capacity.size(); ++l)
                    if (random.uniform() < 0.25) uses.push_back({l, 0.25 * (1 + below(8))});
                const double bound = random.uniform() < 0.3 || uses.empty() ? 1 + below(20) : MaxMinShares::unbounded;
                const auto id = shares.add(uses, bound);
                flows[id] = uses;
                most[id] = bound;
            }
            if (random.uniform() < 0.5) continue; // what comes and goes meanwhile is computed at once
            shares.update();
            std::vector<std::vector<LinkUse>> all;
            std::vector<double> bounds;
            for (const auto& [id, uses] : flows) {
                all.push_back(uses);
                bounds.push_back(most[id]);
            }
            const std::vector<double> expected = filled(capacity, all, bounds);
            std::size_t i = 0;
            for (const auto& [id, uses] : flows) {
                REQUIRE(shares.rate(id) == Approx(expected[i++]).epsilon(1e-9));
                REQUIRE(has_bottleneck(shares, id, most[id], flows));
            }
            for (std::uint32_t l = 0; l < capacity.size(); ++l) REQUIRE(shares.load(l) <= capacity[l] * (1 + 1e-9));
        }
    }
}
