#include "sim/numerics/elementary.h"
#include "sim/numerics/random.h"
#include <boost/math/distributions/normal.hpp>
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

double relative_error(double got, double expected)
{
    return std::abs(got - expected) / std::max(std::abs(expected), 1e-300);
}

} // namespace

TEST_CASE("the nearest whole number is that of libm", "[elementary][invariant]")
{
    for (const double x : {0.0, 0.49999999999999994, 0.5, 1.5, 2.5, 1000.4999999999999, 4503599627370495.5, 9e18})
        CHECK(nearest_whole(x) == std::llround(x));
    Random random{{1, 0, "test", "whole", 0}};
    bool same = true;
    for (int i = 0; i < 200000; ++i) {
        const double x = std::ldexp(random.uniform(), static_cast<int>(random.bits() % 80) - 17);
        same = same && nearest_whole(x) == std::llround(x);
    }
    CHECK(same);
}

TEST_CASE("log agrees with libm within an ulp or two over all magnitudes", "[elementary][analytic]")
{
    Random random{{1, 0, "test", "log", 0}};
    double worst = 0;
    for (int i = 0; i < 200000; ++i) {
        const double x = std::ldexp(0.5 + random.uniform(), static_cast<int>(random.bits() % 2000) - 1000);
        worst = std::max(worst, relative_error(portable_log(x), std::log(x)));
        const double near_one = 0.9 + 0.2 * random.uniform();
        worst = std::max(worst, relative_error(portable_log(near_one), std::log(near_one)));
    }
    CHECK(worst < 5e-16);
    CHECK(portable_log(1) == 0);
}

TEST_CASE("exp agrees with libm within an ulp or two over its range", "[elementary][analytic]")
{
    Random random{{1, 0, "test", "exp", 0}};
    double worst = 0;
    for (int i = 0; i < 200000; ++i) {
        const double x = -708 + 1417 * random.uniform();
        worst = std::max(worst, relative_error(portable_exp(x), std::exp(x)));
    }
    CHECK(worst < 5e-16);
    CHECK(portable_exp(0) == 1);
    CHECK(portable_exp(-1000) == 0);
    CHECK(std::isinf(portable_exp(1000)));
    CHECK(portable_pow(9, 0.5) == Approx(3).epsilon(1e-15));
}

TEST_CASE("the normal quantile inverts the normal law", "[elementary][analytic]")
{
    const boost::math::normal law;
    CHECK(normal_quantile(0.5) == 0);
    CHECK(normal_quantile(0.975) == Approx(1.959963984540054).epsilon(1e-14));
    for (const double p : {1e-300, 1e-20, 1e-9, 0.001, 0.02425, 0.074, 0.076, 0.3, 0.6, 0.95, 0.999, 1 - 1e-9})
        CHECK(normal_quantile(p) == Approx(quantile(law, p)).epsilon(2e-14));
}
