#include "models/serving/request_counts.h"
#include "sim/base/errors.h"
#include "sim/numerics/statistics.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

constexpr Span one_second{static_cast<std::int64_t>(ns_per_second)};

Interval interval(std::int64_t index, std::int64_t length)
{
    return {Time{index * length * one_second.ns}, Time{(index + 1) * length * one_second.ns}};
}

const Streams streams{{1, 0, "workload.chat", "minutes"}};

} // namespace

TEST_CASE("a minute's rate has the mean and the variance that make counts as dispersed as asked, whatever the interval",
          "[serving][analytic]")
{
    // Poisson counts at a rate of variance v: mean m, variance m + v, so that v = (dispersion - 1) m.
    const double of_a_minute = GENERATE(0.3, 5.0, 332.0), dispersion = GENERATE(1.5, 16.0);
    const std::int64_t length = GENERATE(10, 60, 300, 90);
    CAPTURE(of_a_minute, dispersion, length);
    constexpr int minutes_seen = 45'000;
    RateOfMinutes rate{dispersion};
    std::vector<double> means(minutes_seen, 0.0);
    OnlineStats of_intervals;
    for (std::int64_t i = 0; i < minutes_seen * 60 / length; ++i) {
        const double mean = rate.mean_of(interval(i, length), of_a_minute * static_cast<double>(length) / 60, streams);
        of_intervals.add(mean);
        means[static_cast<std::size_t>(i * length / 60)] += mean;
    }
    CHECK(std::abs(of_intervals.mean() * 60 / static_cast<double>(length) - of_a_minute) <
          4 * std::sqrt((dispersion - 1) * of_a_minute / minutes_seen));
    if (60 % length != 0) return;
    OnlineStats of_minutes;
    for (const double mean : means) of_minutes.add(mean);
    // A gamma law of shape s has kurtosis 6 / s beside 3, so that its sample variance errs by ((2 + 6 / s) / n)^.5.
    const double shape = of_a_minute / (dispersion - 1);
    CHECK(of_minutes.variance() ==
          Approx((dispersion - 1) * of_a_minute).epsilon(4 * std::sqrt((2 + 6 / shape) / minutes_seen)));
}

TEST_CASE("counts by chance keep the mean, and none are less spread", "[serving]")
{
    RateOfMinutes rate{1};
    CHECK(rate.mean_of(interval(3, 10), 7, streams) == 7);
    RateOfMinutes spread{3};
    CHECK(spread.mean_of(interval(0, 60), 0, streams) == 0);
    CHECK_THROWS_AS(RateOfMinutes{0.5}, LogicError);
}
