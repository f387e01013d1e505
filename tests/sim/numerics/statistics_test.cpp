#include "sim/numerics/statistics.h"
#include "sim/numerics/variates.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

using namespace dcsim;

namespace {

constexpr Time at_second(std::int64_t s)
{
    return {s * 1'000'000'000};
}

} // namespace

TEST_CASE("the interval of 1 to 10 is 5.5 +- 2.165851", "[statistics][golden]")
{
    std::vector<double> x(10);
    std::iota(x.begin(), x.end(), 1);
    const ConfidenceInterval interval = mean_interval(x, 0.95);
    CHECK(student_t_quantile(0.975, 9) == Approx(2.262157).margin(5e-7));
    CHECK(interval.mean == 5.5);
    CHECK(interval.half_width.value() == Approx(2.165851).margin(5e-7));
    CHECK(interval.n == 10);
}

TEST_CASE("a paired interval is that of the differences", "[statistics][golden]")
{
    const std::vector<double> a{10, 12, 9, 11, 13}, b{9, 11.5, 8, 10, 12.5};
    const ConfidenceInterval interval = paired_interval(a, b, 0.95);
    CHECK(interval.mean == Approx(0.8));
    CHECK(interval.half_width.value() == Approx(0.340044).margin(5e-7));
    CHECK(paired_interval(a, a, 0.95).mean == 0);
    CHECK(paired_interval(a, a, 0.95).half_width.value() == 0);
    CHECK_THROWS_AS(paired_interval(a, std::vector<double>{1}, 0.95), LogicError);
}

TEST_CASE("one value has a mean and no interval", "[statistics][analytic]")
{
    const ConfidenceInterval interval = mean_interval(std::vector<double>{7}, 0.95);
    CHECK(interval.mean == 7);
    CHECK_FALSE(interval.half_width);
    CHECK_THROWS_AS(mean_interval({}, 0.95), LogicError);
}

TEST_CASE("Student's t has its closed forms at 1 and 2 degrees of freedom", "[statistics][analytic]")
{
    for (const double p : {0.6, 0.9, 0.975, 0.9995}) {
        CHECK(student_t_quantile(p, 1) == Approx(std::tan(std::numbers::pi * (p - 0.5))).epsilon(1e-12));
        CHECK(student_t_quantile(p, 2) == Approx((2 * p - 1) * std::sqrt(2 / (4 * p * (1 - p)))).epsilon(1e-12));
        CHECK(student_t_quantile(1 - p, 2.5) == Approx(-student_t_quantile(p, 2.5)).epsilon(1e-12));
    }
    CHECK(student_t_quantile(0.9995, 19) == Approx(3.883).margin(5e-4));
    CHECK(student_t_quantile(0.9995, 4) == Approx(8.610).margin(5e-4));
}

TEST_CASE("95 % intervals cover the truth in 93 to 97 % of experiments", "[statistics][analytic]")
{
    Random random{{1, 0, "test", "coverage", 0}};
    int covered = 0;
    for (int experiment = 0; experiment < 4000; ++experiment) {
        std::vector<double> x(10);
        for (double& value : x) value = normal(random, 4, 2);
        const ConfidenceInterval interval = mean_interval(x, 0.95);
        covered += std::abs(interval.mean - 4) <= interval.half_width.value();
    }
    CHECK(covered > 3720);
    CHECK(covered < 3880);
}

TEST_CASE("percentiles follow the linear rule", "[statistics][golden]")
{
    const std::vector<double> x{1, 2, 3, 4};
    CHECK(percentile(x, 0.5) == 2.5);
    CHECK(percentile(x, 0.95) == Approx(3.85));
    CHECK(percentile(x, 0) == 1);
    CHECK(percentile(x, 1) == 4);
    CHECK_THROWS_AS(percentile({}, 0.5), LogicError);
}

TEST_CASE("merged statistics equal those of the whole", "[statistics][invariant]")
{
    Random random{{1, 0, "test", "merge", 0}};
    OnlineStats whole, first, second, empty;
    for (int i = 0; i < 1000; ++i) {
        const double x = normal(random, 1e6, 1);
        whole.add(x);
        (i < 300 ? first : second).add(x);
    }
    first.merge(second);
    first.merge(empty);
    empty.merge(first);
    for (const OnlineStats& merged : {first, empty}) {
        CHECK(merged.n() == 1000);
        CHECK(merged.mean() == Approx(whole.mean()).epsilon(1e-14));
        CHECK(merged.variance() == Approx(whole.variance()).epsilon(1e-9));
        CHECK(merged.least() == whole.least());
        CHECK(merged.most() == whole.most());
    }
    CHECK(OnlineStats{}.variance() == 0);
}

TEST_CASE("a time average is the integral over the length of the window", "[statistics][analytic]")
{
    TimeWeighted queue;
    queue.hold(at_second(10), 2);
    queue.hold(at_second(20), 5);
    CHECK(queue.integral(at_second(24)) == Approx(40));
    CHECK(queue.mean(at_second(20)) == Approx(2));
    CHECK(queue.mean(at_second(24)) == Approx(40.0 / 14));
    queue.restart(at_second(30)); // the end of a warm-up keeps the level and forgets the past
    CHECK(queue.mean(at_second(30)) == 5);
    queue.hold(at_second(32), 0);
    CHECK(queue.mean(at_second(40)) == Approx(1));
    CHECK_THROWS_AS(queue.hold(at_second(31), 1), LogicError);
}

TEST_CASE("MSER-5 cuts off a transient and nothing of a steady series", "[statistics][analytic]")
{
    std::vector<double> series(200, 1.0);
    CHECK(mser5(series) == 0u);
    for (std::size_t i = 0; i < 20; ++i) series[i] = 50;
    for (std::size_t i = 20; i < series.size(); ++i) series[i] = i % 2 == 0 ? 0.9 : 1.1; // noise of equal batches
    CHECK(mser5(series) == 20u);
}

TEST_CASE("MSER-5 does not decide on a series that is a transient, or too short", "[statistics]")
{
    std::vector<double> rising;
    for (int i = 0; i < 200; ++i) rising.push_back(i);
    CHECK_FALSE(mser5(rising).has_value());
    CHECK_FALSE(mser5(std::vector<double>(49, 1.0)).has_value());
}
