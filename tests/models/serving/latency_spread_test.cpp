#include "models/serving/latency_spread.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

Latency exponential(double mean)
{
    return {Seconds{mean}, Seconds{mean * std::log(2)}, Seconds{mean * std::log(20)}, Seconds{mean * std::log(100)}};
}

} // namespace

TEST_CASE("an exponential law comes back from its mean and three quantiles", "[serving][analytic]")
{
    const LatencySpread spread{exponential(2)};
    for (const double p : {0.5, 0.7, 0.95, 0.97, 0.99, 0.999}) {
        CHECK(spread.quantile(p).si() == Approx(-2 * std::log(1 - p)));
        CHECK(spread.within(spread.quantile(p)) == Approx(p));
    }
    // Below the median it is even, at the same mean: within a twentieth of the requests.
    for (const double p : {0.1, 0.25, 0.4})
        CHECK(spread.within(Seconds{-2 * std::log(1 - p)}) == Approx(p).margin(.05));
}

TEST_CASE("the mean share within a range of limits is the average over it", "[serving][analytic]")
{
    const LatencySpread spread{exponential(2)};
    for (const auto& [least, most] : {std::pair{0.2, 0.9}, {1.0, 3.0}, {2.0, 8.0}, {7.0, 30.0}, {-1.0, 40.0}}) {
        double sum = 0;
        constexpr int n = 20000;
        for (int i = 0; i < n; ++i) sum += spread.within(Seconds{least + (i + 0.5) / n * (most - least)});
        CHECK(spread.within(Seconds{least}, Seconds{most}) == Approx(sum / n).epsilon(1e-5));
    }
    CHECK(spread.within(second, second) == spread.within(second));
}

TEST_CASE("an even law below the median and a certain value come back", "[serving][analytic]")
{
    const LatencySpread certain{{3 * second, 3 * second, 3 * second, 3 * second}};
    CHECK(certain.quantile(0.01).si() == Approx(3));
    CHECK(certain.within(2.999 * second) == Approx(0).margin(1e-9));
    CHECK(certain.within(3 * second) == 1);
    CHECK(certain.quantile(0.999).si() == Approx(3));
}

TEST_CASE("parts give mean and quantiles back, from a list as from a sketch", "[serving][analytic]")
{
    const Latency law = exponential(0.7);
    auto values = parts(LatencySpread{law});
    LatencySketch sketch;
    for (int times = 0; times < 100; ++times)
        for (const LatencyPart& part : values) sketch.add(part.value, 0.37 * part.weight);
    const Latency back = latency(values);
    CHECK(back.mean.si() == Approx(law.mean.si()).epsilon(0.02));
    CHECK(back.p50.si() == Approx(law.p50.si()));
    CHECK(back.p95.si() == Approx(law.p95.si()).epsilon(2e-3));
    CHECK(back.p99.si() == Approx(law.p99.si()).epsilon(1e-3));
    CHECK(sketch.requests() == Approx(37));
    CHECK(sketch.quantile(0.5).si() == Approx(law.p50.si()).epsilon(0.01));
    CHECK(sketch.quantile(0.95).si() == Approx(law.p95.si()).epsilon(0.01));
    CHECK(sketch.quantile(0.99).si() == Approx(law.p99.si()).epsilon(0.01));
}
