#include "sim/numerics/roots.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

TEST_CASE("Newton's method finds what bisection finds", "[roots][analytic]")
{
    for (const double target : {1e-6, 0.3, 2.0, 500.0}) {
        const auto value = [&](double x) { return x * std::exp(x) - target; };
        const auto f = [&](double x) { return ValueAndSlope{value(x), (1 + x) * std::exp(x)}; };
        const double slow = bisection_root(value, {0, 100}, 1e-14);
        for (const double start : {-5.0, 0.0, 1.0, 99.0})
            CHECK(newton_root(f, {0, 100}, start, 1e-12) == Approx(slow).epsilon(1e-11).margin(1e-13));
    }
}

TEST_CASE("a bracket saves Newton's method from a flat start and from an inflection", "[roots][analytic]")
{
    const auto f = [](double x) { return ValueAndSlope{std::atan(x - 1), 1 / (1 + (x - 1) * (x - 1))}; };
    CHECK(newton_root(f, {-50, 50}, 40, 1e-13) == Approx(1));
    const auto cube = [](double x) { return ValueAndSlope{x * x * x - 8, 3 * x * x}; };
    CHECK(newton_root(cube, {-10, 10}, 0, 1e-13) == Approx(2));
}

TEST_CASE("a warm start next to the root costs one evaluation", "[roots][analytic]")
{
    int evaluations = 0;
    const auto f = [&](double x) {
        ++evaluations;
        return ValueAndSlope{x * x - 2, 2 * x};
    };
    newton_root(f, {0, 2}, std::sqrt(2.0) + 1e-9, 1e-8);
    CHECK(evaluations == 1);
}

TEST_CASE("a root outside the bracket gives the nearest end", "[roots][analytic]")
{
    const auto f = [](double x) { return ValueAndSlope{x - 7, 1}; };
    CHECK(newton_root(f, {0, 5}, 1, 1e-12) == Approx(5));
    CHECK(newton_root(f, {10, 15}, 11, 1e-12) == Approx(10));
    CHECK(bisection_root([](double x) { return x - 7; }, {0, 5}, 1e-12) == Approx(5));
    CHECK_THROWS_AS(newton_root(f, {5, 0}, 1, 1e-12), LogicError);
}
