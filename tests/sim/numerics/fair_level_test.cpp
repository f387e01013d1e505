#include "sim/numerics/fair_level.h"
#include "sim/numerics/max_min.h"
#include "sim/numerics/random.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

using namespace dcsim;

namespace {

double taken(const Claim& claim, double level)
{
    return claim.weight * std::clamp(level, claim.least, claim.most);
}

} // namespace

TEST_CASE("demands under a limit of power get the shares of the sheet", "[max-min][analytic]")
{
    const std::vector<Claim> three{{1, 0, 400}, {1, 0, 300}, {1, 0, 200}}; // verification sheet, G3
    CHECK(fair_level(three, 750) == Approx(275).epsilon(1e-12));
    const std::vector<Claim> four{{1, 0, 700}, {1, 0, 700}, {1, 0, 100}, {1, 0, 350}};
    CHECK(fair_level(four, 1500) == Approx(525).epsilon(1e-12));
}

TEST_CASE("what claims take at least is taken from the others", "[max-min][analytic]")
{
    const std::vector<Claim> claims{{2, 100, 300}, {1, 0, 300}};
    CHECK(fair_level(claims, 240) == Approx(40));  // 200 + 40
    CHECK(fair_level(claims, 450) == Approx(150)); // 300 + 150
    CHECK(fair_level(claims, 150) == 0);
    CHECK(fair_level(claims, 900) == unlimited);
    CHECK(fair_level({}, 1) == unlimited);
}

TEST_CASE("on one link the level is that of progressive filling", "[max-min][invariant]")
{
    Random random{{7, 0, "fair level", "test", 0}};
    for (int round = 0; round < 200; ++round) {
        std::vector<Claim> claims(1 + random.bits() % 20);
        for (Claim& c : claims) c = {1.0 + static_cast<double>(random.bits() % 8), 0, 1 + 9 * random.uniform()};
        const double capacity = 100 * random.uniform();
        MaxMinShares shares{{capacity}};
        std::vector<std::uint32_t> flows;
        for (const Claim& c : claims) flows.push_back(shares.add({{0, c.weight}}, c.most));
        shares.update();
        const double level = fair_level(claims, capacity);
        for (std::size_t i = 0; i < claims.size(); ++i)
            CHECK(taken(claims[i], level) == Approx(claims[i].weight * shares.rate(flows[i])).epsilon(1e-9));
    }
}

TEST_CASE("the order of claims changes no bit of the level", "[max-min][invariant]")
{
    Random random{{8, 0, "fair level", "test", 0}};
    std::vector<Claim> claims(50);
    for (Claim& c : claims) {
        const double least = random.uniform();
        c = {1 + random.uniform(), least, least + random.uniform()};
    }
    const double level = fair_level(claims, 50);
    double sum = 0;
    for (const Claim& c : claims) sum += taken(c, level);
    CHECK(sum == Approx(50).epsilon(1e-12));
    std::ranges::reverse(claims);
    CHECK(fair_level(claims, 50) == level);
}
