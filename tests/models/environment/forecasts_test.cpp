#include "sample.h"

using namespace dcsim;

namespace {

constexpr Span one_hour{ns_per_hour};

/// 300 g/kWh with a dip that differs from day to day.
Signal<Intensity> sample_truth(const RunContext& run)
{
    const SeriesWindow window = window_of(run);
    std::vector<Intensity> values;
    for (std::size_t i = 0; i < window.count; ++i)
        values.push_back((300 - static_cast<double>(i % 24) - static_cast<double>(i / 24)) * gram_per_kWh);
    return {window.first, window.step, std::move(values)};
}

template <class Q>
std::unique_ptr<Forecast<Q>> forecast(const std::string& toml, const Signal<Q>& truth, const TestRun& run)
{
    return maker(forecasts<Q>(), toml)(truth, run.context, "site.carbon");
}

Interval hours(std::int64_t from, std::int64_t to)
{
    return {{from * ns_per_hour}, {to * ns_per_hour}};
}

} // namespace

TEST_CASE("2 % at one hour and 7 % at 24 hours give the published correlation and spread", "[forecast][golden]")
{
    const auto error = calibrated_error(.02, .07);
    REQUIRE(error);
    CHECK(error->rho == Approx(.966632).epsilon(1e-6));
    CHECK(error->sigma == Approx(.097851).epsilon(1e-5));
    const double far = error->sigma * std::sqrt(1 - std::pow(error->rho, 192)) * std::sqrt(2 / 3.14159265358979);
    CHECK(far == Approx(.078016).epsilon(1e-5));
    CHECK_FALSE(calibrated_error(.07, .02));
    CHECK_FALSE(calibrated_error(.01, .06));
}

TEST_CASE("an oracle tells the truth, and beyond the data it repeats the last days", "[forecast]")
{
    const TestRun run{{2025, 6, 1, 0}, 3};
    const auto truth = sample_truth(run.context);
    const auto oracle = forecast("kind = \"oracle\"", truth, run);
    CHECK(oracle->mean({0}, hours(3, 9)) == truth.mean(hours(3, 9)));
    CHECK(oracle->mean({0}, hours(500, 502)) > Intensity{});
    CHECK(oracle->next_change({1}, {1}) == Time{ns_per_hour});
}

TEST_CASE("persistence repeats the last 24 hours", "[forecast][analytic]")
{
    const TestRun run{{2025, 6, 1, 0}, 3};
    const auto truth = sample_truth(run.context);
    const auto persistence = forecast("kind = \"persistence\"", truth, run);
    const Time now{10 * ns_per_hour};
    CHECK(persistence->mean(now, hours(12, 15)) / truth.mean(hours(-12, -9)) == Approx(1).epsilon(1e-12));
    CHECK(persistence->mean(now, hours(58, 59)) / truth.mean(hours(-14, -13)) == Approx(1).epsilon(1e-12));
    CHECK(persistence->mean(now, hours(11, 83)) / truth.mean(hours(-14, 10)) == Approx(1).epsilon(1e-12));
}

TEST_CASE("without error, and where days are alike, every forecast is the truth at its own steps",
          "[forecast][analytic]")
{
    const TestRun run{{2025, 6, 1, 0}, 3};
    const Span quarter{ns_per_hour / 4};
    std::vector<Price> day_after_day;
    for (int i = 0; i < 7 * 96; ++i) day_after_day.push_back((i % 96 == 81 || i % 96 == 82 ? 50 : 100) * per_MWh);
    const Signal<Price> truth{Time{} - Span{48 * ns_per_hour}, quarter, std::move(day_after_day)};
    const Time now{26 * ns_per_hour};
    for (const char* kind : {"kind = \"persistence\"", "kind = \"noisy\"\nmape_24h = 0.0"}) {
        const auto told = forecast(kind, truth, run);
        Time t = now;
        while (t < now + Span{24 * ns_per_hour}) {
            const Time next = told->next_change(now, t).value();
            CHECK(next == truth.next_change(t).value());
            CHECK(told->mean(now, {t, next}) == truth.at(t));
            CHECK(told->mean(now, {t, t}) == truth.at(t));
            t = next;
        }
        CHECK(told->mean(now, hours(30, 47)) / truth.mean(hours(30, 47)) == Approx(1).epsilon(1e-12));
    }
}

TEST_CASE("a noisy forecast is right at its issue and as wrong as asked a day ahead", "[forecast][analytic]")
{
    const TestRun run{{2025, 1, 1, 0}, 365};
    const auto truth = sample_truth(run.context);
    const auto noisy = forecast("kind = \"noisy\"\nmape_24h = 0.07\nmape_1h = 0.02", truth, run);
    double near = 0, far = 0;
    constexpr int issues = 4000;
    for (std::int64_t h = 0; h < issues; ++h) {
        const Time now{h * ns_per_hour};
        CHECK(noisy->mean(now, hours(h, h + 1)) / truth.at(now) == Approx(1).epsilon(1e-12));
        near += std::abs(noisy->mean(now, hours(h + 1, h + 2)) / truth.mean(hours(h + 1, h + 2)) - 1) / issues;
        far += std::abs(noisy->mean(now, hours(h + 24, h + 25)) / truth.mean(hours(h + 24, h + 25)) - 1) / issues;
    }
    CHECK(near == Approx(.02).epsilon(.05)); // 4,000 independent issues: a standard error of 1.2 %
    CHECK(far == Approx(.07).epsilon(.05));
}

TEST_CASE("what a noisy forecast says does not depend on what it was asked before", "[forecast][invariant]")
{
    const TestRun run{{2025, 6, 1, 0}, 5};
    const auto truth = sample_truth(run.context);
    const std::string kind = "kind = \"noisy\"\nmape_24h = 0.08\nreissue = \"3 h\"";
    const auto asked_often = forecast(kind, truth, run), asked_once = forecast(kind, truth, run);
    const Time now{7 * ns_per_hour};
    for (std::int64_t h = 0; h < 40; ++h) asked_often->mean({h * ns_per_hour / 4}, hours(h, h + 3));
    CHECK(asked_often->mean(now, hours(20, 26)) == asked_once->mean(now, hours(20, 26)));
    CHECK(asked_once->mean({6 * ns_per_hour}, hours(20, 26)) == asked_once->mean(now, hours(20, 26))); // one issue
    CHECK(asked_once->mean({9 * ns_per_hour}, hours(20, 26)) != asked_once->mean(now, hours(20, 26)));
}

TEST_CASE("parts of a noisy forecast add up to the whole", "[forecast][invariant]")
{
    const TestRun run{{2025, 6, 1, 1}, 5};
    const auto truth = sample_truth(run.context);
    const auto noisy = forecast("kind = \"noisy\"", truth, run);
    const Time a{ns_per_hour / 3}, b{5 * ns_per_hour + 7}, c{11 * ns_per_hour};
    const auto part = [&](Interval i) { return noisy->mean({0}, i) * (1 * watt) * seconds(i); };
    CHECK((part({a, b}) + part({b, c})) / part({a, c}) == Approx(1).epsilon(1e-12));
    CHECK(noisy->next_change(a, a).value() - a <= one_hour);
}
