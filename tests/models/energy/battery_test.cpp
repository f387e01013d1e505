#include "models/energy/battery.h"
#include <catch2/catch.hpp>
#include <cmath>

namespace dcsim {
namespace {

constexpr Span long_time{100 * 3'600'000'000'000};
constexpr Frequency per_hour{1 / 3600.0};

BatteryParams four_mwh(double soc)
{
    BatteryParams p;
    p.energy = 4 * MWh;
    p.power = 1.5 * MW;
    p.min_soc = 0.2;
    p.initial_soc = soc;
    return p;
}

double hours(Span s)
{
    return seconds(s) / hour;
}

/// Plans and follows until `length` has passed; returns the energy at the bus (charge positive).
Energy drive(Battery& battery, Power request, Span length, ChargeOrigin origin = {})
{
    Energy moved{};
    while (length > Span{}) {
        const Battery::Step step = battery.plan(request, length);
        origin.grid = step.flow.charge;
        battery.follow(step, origin);
        moved += (step.flow.charge - step.flow.discharge) * seconds(step.length);
        length = length - step.length;
    }
    return moved;
}

} // namespace

TEST_CASE("the time to full and to empty is a closed form", "[battery][analytic]")
{
    const Battery charging{four_mwh(0.5), Intensity{}};
    CHECK(hours(charging.plan(1.5 * MW, long_time).length) == Approx(1.403509).epsilon(1e-6));
    CHECK(hours(charging.plan(-0.7 * MW, long_time).length) == Approx(1.628571).epsilon(1e-6));
    BatteryParams leaky = four_mwh(0.5);
    leaky.self_discharge = 0.001 * per_hour;
    CHECK(hours(Battery{leaky, Intensity{}}.plan(1 * MW, long_time).length) == Approx(2.111933).epsilon(1e-6));
}

TEST_CASE("at a bound the state is the bound, bit for bit, and stays there", "[battery][invariant]")
{
    Battery battery{four_mwh(0.5), Intensity{}};
    drive(battery, 1.234567 * MW, long_time);
    CHECK(battery.now().stored == 4 * MWh);
    CHECK(battery.plan(1 * MW, long_time).flow.charge == Power{});
    drive(battery, -0.7654321 * MW, long_time);
    CHECK(battery.now().stored == battery.params().least());
    CHECK(battery.plan(-1 * MW, long_time).flow.discharge == Power{});
}

TEST_CASE("limits hold at the bus and default to a two-hour battery", "[battery][analytic]")
{
    BatteryParams p = four_mwh(0.5);
    p.power.reset();
    const Battery battery{p, Intensity{}};
    CHECK(battery.plan(9 * MW, Span{1'000'000'000}).flow.charge == 2 * MW);
    CHECK(battery.plan(-9 * MW, Span{1'000'000'000}).flow.discharge == 2 * MW);
}

TEST_CASE("a cycle returns the product of both efficiencies", "[battery][analytic]")
{
    Battery battery{four_mwh(0.5), Intensity{}};
    const Energy bought = drive(battery, 1 * MW, Span{3'600'000'000'000});
    const Energy returned = -drive(battery, -1 * MW, Span{static_cast<std::int64_t>(0.9025 * 3600e9)});
    CHECK(bought / MWh == Approx(1).epsilon(1e-12));
    CHECK(returned / MWh == Approx(0.9025).epsilon(1e-12));
    CHECK(battery.now().stored / MWh == Approx(2).epsilon(1e-12));
}

TEST_CASE("self-discharge follows the exponential and does not depend on how time is cut", "[battery][analytic]")
{
    BatteryParams p = four_mwh(0.5);
    p.self_discharge = 0.01 * per_hour;
    Battery once{p, 300 * gram_per_kWh}, often{p, 300 * gram_per_kWh};
    drive(once, 0.1 * MW, long_time);
    for (int i = 0; i < 1000; ++i) drive(often, 0.1 * MW, Span{long_time.ns / 1000});
    const double rest = 0.095 / 0.01; // MWh, where charge and self-discharge meet
    REQUIRE(rest > 4);                // so that the battery is full in the end, held there by the upkeep
    CHECK(once.now().stored == 4 * MWh);
    CHECK(often.now().stored == 4 * MWh);
    CHECK(often.now().carbon / once.now().carbon == Approx(1).epsilon(1e-11));
    drive(once, Power{}, long_time);
    CHECK(once.now().stored / MWh == Approx(4 * std::exp(-1.0)).epsilon(1e-12));
}

TEST_CASE("stored energy carries the carbon of what was charged, losses included", "[battery][analytic]")
{
    BatteryParams p = four_mwh(0.5);
    Battery battery{p, 300 * gram_per_kWh, 0.25};
    drive(battery, 1 * MW, Span{3'600'000'000'000}, {.grid_intensity = 200 * gram_per_kWh, .grid_carbon_free = 0.5});
    CHECK(battery.now().stored / MWh == Approx(2.95).epsilon(1e-12));
    CHECK(battery.now().carbon / kilogram == Approx(800).epsilon(1e-12));
    CHECK(battery.now().carbon / battery.now().stored / gram_per_kWh == Approx(271.186441).epsilon(1e-8));
    CHECK(battery.now().onsite_share() == 0); // the initial content was bought
    CHECK(battery.now().carbon_free_share() == Approx((2 * 0.25 + 0.475) / 2.95));
    const Carbon before = battery.now().carbon;
    drive(battery, -1 * MW, Span{3'600'000'000'000});
    CHECK((before - battery.now().carbon) / kilogram == Approx(285.459411).epsilon(1e-8));
}

TEST_CASE("a tapered battery meets its line and then decays along it", "[battery][golden]")
{
    BatteryParams p;
    p.energy = 10 * MWh;
    p.power = 3 / 0.97 * 10 * MW;
    p.eta_charge = 0.97;
    p.eta_discharge = 1 / 1.04;
    p.min_soc = 0;
    p.taper = Taper{};
    const auto after = [](double h) { return Span{static_cast<std::int64_t>(std::llround(h * 3600e9))}; };

    CHECK(hours(Battery{p, Intensity{}}.plan(4.950495 * MW, long_time).length) == Approx(1).epsilon(1e-6));
    CHECK(hours(Battery{p, Intensity{}}.plan(-4.761905 * MW, long_time).length) == Approx(1).epsilon(1e-6));
    CHECK(Battery{p, Intensity{}}.plan(99 * MW, after(1 / 60.)).flow.charge / MW == Approx(30.927835).epsilon(1e-6));

    Battery up{p, Intensity{}};
    CHECK(hours(up.plan(20 * MW, long_time).length) == Approx(0.216495).epsilon(1e-5));
    Energy drawn = drive(up, 20 * MW, after(0.25));
    CHECK(up.now().stored / MWh == Approx(9.645002).epsilon(1e-6));
    CHECK(up.plan(20 * MW, Span{1000}).flow.charge / MW == Approx(8.874946).epsilon(1e-6));
    drawn += drive(up, 20 * MW, after(0.05));
    CHECK(up.now().stored / MWh == Approx(9.894404).epsilon(1e-6));
    CHECK(drawn / MWh == Approx(5.045778).epsilon(1e-6));

    Battery down{p, Intensity{}};
    const Span meets = down.plan(-20 * MW, long_time).length;
    CHECK(hours(meets) == Approx(0.230769).epsilon(1e-5));
    drive(down, -20 * MW, meets + after(0.01));
    CHECK(down.now().stored / MWh == Approx(0.070691).epsilon(1e-5));
    CHECK(down.plan(-20 * MW, Span{1000}).flow.discharge / MW == Approx(7.069094).epsilon(1e-5));
}

TEST_CASE("recharging an emptier battery costs the charging loss, a fuller one is credited after its own",
          "[battery][analytic]")
{
    const BatteryParams p = four_mwh(0.5);
    const StorageDelta refill = recharge(p, -1.2 * MWh, 301.25 * gram_per_kWh, 100 * per_MWh);
    CHECK(refill.carbon / kilogram == Approx(380.526316).epsilon(1e-8));
    CHECK(refill.cost.si() == Approx(126.3157895));
    const StorageDelta credit = recharge(p, 1 * MWh, 300 * gram_per_kWh, 100 * per_MWh);
    CHECK(credit.carbon / kilogram == Approx(-285));
    CHECK(credit.cost.si() == Approx(-95));
}

} // namespace dcsim
