#include "analysis/study/stopping_rule.h"
#include <catch2/catch.hpp>
#include <limits>

using namespace dcsim;

namespace {

/// Runs of one policy whose metric goes up and down around 100 by `spread`.
void enter(StoppingRule& rule, std::size_t policy, std::uint32_t from, std::uint32_t to, double spread,
           double mean = 100)
{
    for (std::uint32_t k = from; k < to; ++k) rule.enter(policy, k, {mean + (k % 2 == 0 ? spread : -spread)});
}

} // namespace

TEST_CASE("the rule looks at the least number, then at half as many again, and at the most", "[precision]")
{
    CHECK(looks({{"pue"}, 0.02, 10, 100}) == std::vector<std::uint32_t>{10, 15, 23, 35, 53, 80, 100});
    CHECK(looks({{"pue"}, 0.02, 5, 5}) == std::vector<std::uint32_t>{5});
}

TEST_CASE("it stops at the second look in a row at which the interval is short enough", "[precision][analytic]")
{
    StoppingRule rule{{{"pue"}, 0.02, 10, 100}, 1, 0};
    CHECK(rule.wanted() == 10);
    enter(rule, 0, 0, 10, 2); // s = 2.108, half-width 1.508: short, for 2 are allowed
    CHECK(rule.wanted() == 15);
    enter(rule, 0, 10, 15, 2);
    CHECK(rule.wanted() == 15);
    enter(rule, 0, 15, 23, 50); // what comes later does not matter
    CHECK(rule.wanted() == 15);
}

TEST_CASE("long intervals go on to the most, and no further", "[precision]")
{
    StoppingRule rule{{{"pue"}, 0.001, 10, 30}, 1, 0};
    CHECK_FALSE(rule.exhausted());
    enter(rule, 0, 0, 30, 10);
    CHECK(rule.wanted() == 30);
    CHECK(rule.exhausted());
}

TEST_CASE("a policy counts by its paired difference to the baseline", "[precision]")
{
    // Both vary by 8, which alone would be too much; their difference is always 5.
    StoppingRule both{{{"cost"}, 0.05, 4, 40}, 2, 0};
    enter(both, 0, 0, 40, 1);
    enter(both, 1, 0, 40, 1, 105);
    CHECK(both.wanted() == 6);
    StoppingRule opposite{{{"cost"}, 0.05, 4, 40}, 2, 0};
    enter(opposite, 0, 0, 40, 1);
    for (std::uint32_t k = 0; k < 40; ++k) opposite.enter(1, k, {105 + (k % 2 == 0 ? -30.0 : 30.0)});
    CHECK(opposite.wanted() == 40);
}

TEST_CASE("missing runs are waited for, and a metric that does not exist needs none", "[precision]")
{
    StoppingRule rule{{{"pue"}, 0.02, 4, 40}, 1, 0};
    enter(rule, 0, 0, 3, 0);
    CHECK(rule.wanted() == 4);
    StoppingRule absent{{{"pue"}, 0.02, 4, 40}, 1, 0};
    for (std::uint32_t k = 0; k < 40; ++k) absent.enter(0, k, {std::numeric_limits<double>::quiet_NaN()});
    CHECK(absent.wanted() == 6);
    CHECK_FALSE(absent.exhausted());
    CHECK(StoppingRule{7}.wanted() == 7);
}
