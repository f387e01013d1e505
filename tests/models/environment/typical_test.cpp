#include "models/environment/typical_year.h"
#include "typical_statistics.h"

using namespace dcsim;

TEST_CASE("a smooth year keeps the mean of every month of equal length", "[environment][invariant]")
{
    const std::array<double, 12> months{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8};
    const SmoothYear year{months};
    double sum = 0;
    for (std::int64_t h = 0; h < hours_per_year; ++h) sum += year.at(unix_ns({2022, 1, 1, 0}) + h * ns_per_hour);
    CHECK(sum / hours_per_year == Approx(52.0 / 12).epsilon(5e-3));
}

TEST_CASE("noise of two persistences has both, and is less alike from hour to hour", "[environment][analytic]")
{
    for (const auto& [lag1, lag24] : {std::pair{.9857, .318}, {.9719, .693}, {.8642, .508}, {.909, .6219}}) {
        CAPTURE(lag1);
        const TestRun run{{2022, 1, 1, 0}, 20 * 365};
        const auto x = annual_noise(run.context, {"test", "noise"}, Persistence{lag1, lag24}, window_of(run.context));
        CHECK(mean(x) == Approx(0).margin(.1));
        CHECK(standard_deviation(x) == Approx(1).margin(.03));
        CHECK(autocorrelation(x, 1) == Approx(lag1).margin(.003));
        CHECK(autocorrelation(x, 24) == Approx(lag24).margin(.05));
        for (int lag = 2; lag <= 24; ++lag) CHECK(autocorrelation(x, lag) < autocorrelation(x, lag - 1) + .003);
    }
}

TEST_CASE("persistences that no noise has are told with the range that there is", "[environment][config]")
{
    CHECK_FALSE(misfit({.9857, .318}));
    // Equal roots r = .9563: (1 + 24 (1 - r^2) / (1 + r^2)) r^24
    CHECK_THAT(*misfit({.999, .3}),
               Catch::StartsWith("must lie between 0.708 and ") && Catch::EndsWith(" beside residual_lag1 = 0.999"));
    // All that is alike after an hour is the slow noise, .995 from hour to hour: .5 x .995^23
    CHECK_THAT(*misfit({.5, .9}), Catch::Contains(" and 0.446 beside residual_lag1 = 0.5"));
}

TEST_CASE("a typical year belongs to its instants, its seed and its replication", "[environment][invariant]")
{
    const auto make = maker(climates(), "kind = \"typical\"\npreset = \"frankfurt\"");
    const TestRun shorter{{2025, 6, 1, 0}, 3}, longer{{2025, 5, 31, 0}, 40}, other{{2025, 6, 1, 0}, 3, 1};
    const WeatherSeries a = make()->series(shorter.context), b = make()->series(longer.context);
    for (std::size_t i = 0; i < a.dry_bulb_celsius.size(); ++i) {
        CHECK(a.dry_bulb_celsius[i] == b.dry_bulb_celsius[i + 24]);
        CHECK(a.ghi_w_m2[i] == b.ghi_w_m2[i + 24]);
    }
    CHECK(make()->series(other.context).dry_bulb_celsius != a.dry_bulb_celsius);
    CHECK(a.dry_bulb_celsius.size() >= (1 + 3 + 2) * 24 + 1);
    CHECK(a.first.ns == -24 * ns_per_hour);
}

TEST_CASE("without a word the site stands in Frankfurt, on the German grid", "[environment]")
{
    const TestRun run{{2025, 3, 1, 0}, 2};
    CHECK(maker(climates(), "kind = \"typical\"")()->series(run.context).location.latitude_deg == Approx(50.088));
    CHECK_THAT(maker(grids(), "kind = \"typical\"")()->series(run.context).source, Catch::Contains("germany"));
    CHECK(maker(prices(), "kind = \"time-of-use\"")()->series(run.context).currency == "EUR");
}
