#include "models/cooling/fixed_point.h"
#include <algorithm>
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("a balance is found where plain repetition would swing or crawl", "[cooling][analytic]")
{
    for (const double start : {0.0, 0.5, 1.0, 100.0}) {
        CHECK(fixed_point([](double x) { return 3 / (1 + x * x * x); }, start, 1e-12) ==
              Approx(1.1640351).epsilon(1e-7));
        CHECK(fixed_point([](double x) { return std::max(0.0, 4 - 3 * x); }, start, 1e-12) == Approx(1));
        CHECK(fixed_point([](double x) { return x < 2 ? 2 + 0.1 * x : 2.2; }, start, 1e-12) == Approx(2.2));
        CHECK(fixed_point([](double) { return 0.0; }, start, 1e-12) == Approx(0).margin(1e-11));
    }
}

TEST_CASE("a warm start needs one evaluation", "[cooling]")
{
    int evaluations = 0;
    fixed_point([&](double) { return ++evaluations, 5.0; }, 5.0, 1e-9);
    CHECK(evaluations == 1);
}
