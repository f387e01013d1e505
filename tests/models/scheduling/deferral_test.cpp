#include "models/scheduling/deferral.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;

Time at_hour(double h)
{
    return Time{static_cast<std::int64_t>(h * hour_ns)};
}

/// The toy day of the sheet: 1 kW, submitted at 0.5 h, 2.5 h long, 6 h of slack.
struct Toy {
    Signal<Intensity> intensity{Time{},
                                Span{hour_ns},
                                {300 * gram_per_kWh, 280 * gram_per_kWh, 260 * gram_per_kWh, 200 * gram_per_kWh,
                                 180 * gram_per_kWh, 220 * gram_per_kWh, 340 * gram_per_kWh, 400 * gram_per_kWh,
                                 380 * gram_per_kWh, 240 * gram_per_kWh, 160 * gram_per_kWh, 150 * gram_per_kWh}};
    Signal<Price> cost{Time{},
                       Span{hour_ns},
                       {3 * per_kWh, 2 * per_kWh, 1 * per_kWh, 2 * per_kWh, 3 * per_kWh, 3 * per_kWh, 3 * per_kWh,
                        3 * per_kWh, 3 * per_kWh, 3 * per_kWh}};
    OracleForecast<Intensity> carbon{intensity};
    OracleForecast<Price> price{cost};
    Span length{static_cast<std::int64_t>(2.5 * hour_ns)};
    Time submit = at_hour(0.5);

    Time start(const std::unique_ptr<Deferral>& policy, double slack_hours = 6) const
    {
        return policy->not_before({submit, length, submit + (at_hour(slack_hours) - Time{}), carbon, price});
    }
    double grams(Time from) const { return (intensity.mean({from, from + length}) * (kW * seconds(length))) / gram; }
};

} // namespace

TEST_CASE("deferrals choose the starts of the toy day", "[scheduling][golden]")
{
    const Toy toy;
    const Time now = toy.start(no_deferral());
    CHECK(now == at_hour(0.5));
    CHECK(toy.grams(now) == Approx(690));

    const Time slot = toy.start(lowest_slot({}));
    CHECK(slot == at_hour(4));
    CHECK(toy.grams(slot) == Approx(570));

    const Time offsets = toy.start(lowest_window({Preference::intensity, Span{hour_ns}}));
    CHECK(offsets == at_hour(3.5));
    CHECK(toy.grams(offsets) == Approx(500));

    const Time exact = toy.start(lowest_window({}));
    CHECK(exact == at_hour(3));
    CHECK(toy.grams(exact) == Approx(490));
}

TEST_CASE("no slack means no delay, and a flat signal moves nothing", "[scheduling][invariant]")
{
    Toy toy;
    CHECK(toy.start(lowest_window({}), 0) == toy.submit);
    CHECK(toy.start(lowest_slot({}), 0) == toy.submit);
    toy.intensity = Signal<Intensity>{Time{}, Span{hour_ns}, std::vector<Intensity>(12, 123 * gram_per_kWh)};
    CHECK(toy.start(lowest_window({})) == toy.submit);
    CHECK(toy.start(lowest_slot({})) == toy.submit);
}

TEST_CASE("more slack never costs carbon when the forecast is exact", "[scheduling][invariant]")
{
    const Toy toy;
    double before = toy.grams(toy.submit);
    for (double slack = 0; slack <= 8; slack += 0.25) {
        const double now = toy.grams(toy.start(lowest_window({}), slack));
        CHECK(now <= before * (1 + 1e-12));
        before = now;
    }
}

TEST_CASE("the cheapest window can follow the price instead", "[scheduling][unit]")
{
    const Toy toy;
    CHECK(toy.start(lowest_window({Preference::price, std::nullopt})) == at_hour(1));
    CHECK(toy.start(lowest_slot({Preference::price})) == at_hour(2));
}
