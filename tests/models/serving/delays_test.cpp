#include "models/serving/delays.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <rapidcheck.h>

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
    CHECK(d.quantile(0.1).si() == 0);
    CHECK(d.quantile(0.99).si() == Approx(-std::log(0.01 / 0.8) / 0.2).epsilon(1e-12));
    CHECK(d.latency().mean.si() == Approx(4));
}

TEST_CASE("the quantile of a share that has come by a value long before the next is finite", "[serving][analytic]")
{
    const Delays d{{{Seconds{}, 1}, {100 * second, 1}}, {.chance = 0.8, .mean = second}};
    CHECK(d.quantile(0.5) <= 100 * second); // all but one in 1e34 have ended by then
    CHECK(d.quantile(0.5) > 30 * second);
    CHECK(d.quantile(0.4).si() == Approx(std::log(0.4 / 0.1) / 0.8));
    const std::vector<Delays::Value> ten(10, {second, 1});
    CHECK(Delays{ten, {.chance = 0.1, .mean = Seconds{1e-300}}}.quantile(1 - 1e-16).si() == Approx(1));
}

TEST_CASE("a quantile is the first time by which its share is over", "[serving][invariant]")
{
    CHECK(rc::check("whatever values and waits", [] {
        const auto between = [](int from, int to) { return *rc::gen::inRange(from, to); };
        std::vector<Delays::Value> values;
        for (int i = between(0, 6); i >= 0; --i)
            values.push_back({between(0, 50) / 10.0 * second, between(1, 9) * 1.0, between(0, 3) * second});
        const Delays d{values, {.chance = between(0, 101) / 100.0, .mean = between(0, 90) / 10.0 * second}};
        const double p = values.size() % 2 == 0 ? between(1, 1000) / 1000.0 : between(1, 8) / 8.0;
        const Seconds q = d.quantile(p);
        const Seconds moment{1e-9}; // in which at most a share of 1e-8 comes
        RC_ASSERT(d.within(q + moment) >= p - 1e-12);
        RC_ASSERT(d.within(q - moment) <= p + 1e-7);
    }));
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

TEST_CASE("what lies evenly between two values, and then waits, has its closed form", "[serving][analytic]")
{
    const Delays even{{{second, 1, 2 * second}}};
    CHECK(even.quantile(0.25).si() == Approx(1.5));
    CHECK(even.within(2.5 * second) == Approx(0.75));
    CHECK(even.mean().si() == Approx(2));
    // Uniform on 0..1 plus an exponential of mean 1: over by x is x - 1 + e^-x up to 1, 1 - (e - 1) e^-x beyond.
    const Delays waits{{{Seconds{}, 1, second}}, {.chance = 1, .mean = second}};
    CHECK(waits.within(0.5 * second) == Approx(0.5 - 1 + std::exp(-0.5)));
    CHECK(waits.within(3 * second) == Approx(1 - (std::exp(1) - 1) * std::exp(-3)));
    CHECK(waits.quantile(0.99).si() == Approx(std::log((std::exp(1) - 1) / 0.01)));
    CHECK(waits.quantile(0.5 - 1 + std::exp(-0.5)).si() == Approx(0.5));
    const Delays half{{{second, 1}, {second, 1, {}, false}}, {.chance = 1, .mean = second}}; // one of two waits
    CHECK(half.within(second) == Approx(0.5));
    CHECK(half.quantile(0.75).si() == Approx(1 + std::log(2)));
    CHECK(half.mean().si() == Approx(1.5));
}

TEST_CASE("one wait after another keeps the mean and the chance of none", "[serving][invariant]")
{
    const WaitTime both = together({.chance = 0.5, .mean = second}, {.chance = 0.2, .mean = 3 * second});
    CHECK(both.chance == Approx(0.6));
    CHECK(both.mean.si() == Approx(4));
}
