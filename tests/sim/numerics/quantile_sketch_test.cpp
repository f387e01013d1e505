#include "sim/numerics/quantile_sketch.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

std::vector<std::byte> bytes(QuantileSketch& sketch)
{
    Archive a;
    a("sketch", sketch);
    return a.bytes();
}

} // namespace

TEST_CASE("every quantile is within half a percent of the order statistic", "[sketch][analytic]")
{
    Random random{{1, 0, "test", "sketch", 0}};
    QuantileSketch sketch;
    std::vector<double> x(20000);
    for (double& value : x) {
        value = lognormal(random, 0, 4);
        sketch.add(value);
    }
    std::sort(x.begin(), x.end());
    for (const double p : {0.0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
        const double position = p * static_cast<double>(x.size() - 1);
        const auto rank = static_cast<std::size_t>(position);
        const double above = x[std::min(rank + 1, x.size() - 1)];
        const double exact = std::lerp(x[rank], above, position - static_cast<double>(rank));
        CHECK(sketch.quantile(p) == Approx(exact).epsilon(QuantileSketch::relative_error * (1 + 1e-9)));
    }
    CHECK(sketch.quantile(0) == x.front());
    CHECK(sketch.quantile(1) == x.back());
}

TEST_CASE("a quantile between two values is linear between them", "[sketch][analytic]")
{
    QuantileSketch sketch;
    sketch.add(0);
    sketch.add(100);
    CHECK(sketch.quantile(0.5) == 50);
    CHECK(sketch.quantile(0.95) == Approx(95));
    sketch.add(200);
    CHECK(sketch.quantile(0.75) == Approx(150).epsilon(QuantileSketch::relative_error));
}

TEST_CASE("merging gives the same bytes in any order", "[sketch][invariant]")
{
    Random random{{1, 0, "test", "order", 0}};
    std::vector<QuantileSketch> parts(5);
    QuantileSketch whole;
    for (int i = 0; i < 5000; ++i) {
        const double x = uniform_below(random, 10) == 0 ? 0 : exponential(random, 60);
        const std::uint64_t weight = uniform_below(random, 3);
        parts[uniform_below(random, parts.size())].add(x, weight);
        whole.add(x, weight);
    }
    QuantileSketch forward, backward;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        forward.merge(parts[i]);
        backward.merge(parts[parts.size() - 1 - i]);
    }
    CHECK(bytes(forward) == bytes(backward));
    CHECK(bytes(forward) == bytes(whole));
}

TEST_CASE("a weight counts as that many equal values, and zeros are exact", "[sketch][analytic]")
{
    QuantileSketch sketch;
    sketch.add(0, 50);
    sketch.add(10, 49);
    sketch.add(1000, 1);
    CHECK(sketch.count() == 100);
    CHECK(sketch.quantile(0.49) == 0);
    CHECK(sketch.quantile(0.6) == Approx(10).epsilon(0.005));
    CHECK(sketch.quantile(1) == 1000);
    CHECK_THROWS_AS(sketch.add(-1), LogicError);
    CHECK_THROWS_AS(QuantileSketch{}.quantile(0.5), LogicError);
}
