#include "models/serving/delays.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

TEST_CASE("the wait for one server is that of M/M/1 and of M/D/1", "[serving][analytic]")
{
    const Frequency rate{0.8};
    const WaitTime exponential = single_server_wait(rate, second, 2, 1), fixed = single_server_wait(rate, second, 1, 1);
    CHECK(exponential.mean.si() == Approx(4));
    CHECK(fixed.mean.si() == Approx(2));
    CHECK(exponential.within(Seconds{}) == Approx(0.2));
    CHECK(exponential.within(5 * second) == Approx(1 - 0.8 * std::exp(-0.2 * 5)));
    CHECK(std::isinf(single_server_wait(Frequency{1}, second, 2, 1).mean.si()));
}

TEST_CASE("bursty arrivals wait longer, by Allen and Cunneen's factor", "[serving][analytic]")
{
    const WaitTime bursty = single_server_wait(Frequency{0.8}, second, 2, 16);
    CHECK(bursty.mean.si() == Approx(4 * 17.0 / 2));
}

TEST_CASE("quantiles of an M/M/1 wait are its closed form", "[serving][analytic]")
{
    const Delays d{{{Seconds{}, 1}}, {.chance = 0.8, .mean = 4 * second}};
    CHECK(d.quantile(0.1).si() == Approx(0).margin(1e-6));
    CHECK(d.quantile(0.99).si() == Approx(-std::log(0.01 / 0.8) / 0.2).epsilon(1e-6));
    CHECK(d.latency().mean.si() == Approx(4));
}

TEST_CASE("values without a wait are taken at their weights", "[serving][analytic]")
{
    const Delays d{{{3 * second, 1}, {second, 3}}};
    CHECK(d.latency().mean.si() == Approx(1.5));
    CHECK(d.latency().p50.si() == Approx(1));
    CHECK(d.latency().p95.si() == Approx(3));
    CHECK(d.within(2 * second) == Approx(0.75));
    CHECK(d.within(Seconds{0.5}) == 0);
}

TEST_CASE("one wait after another keeps the mean and the chance of none", "[serving][invariant]")
{
    const WaitTime both = together({.chance = 0.5, .mean = second}, {.chance = 0.2, .mean = 3 * second});
    CHECK(both.chance == Approx(0.6));
    CHECK(both.mean.si() == Approx(4));
}
