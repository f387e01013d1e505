#include "models/cooling/fluids.h"
#include "models/cooling/tower.h"
#include "models/cooling/water_balance.h"
#include "models/cooling/york_calc.h"
#include "models/physics/air.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

double approach(double range, double wet_bulb, double water, double air)
{
    return york_parabola(range, wet_bulb).approach(water / air);
}

} // namespace

TEST_CASE("the tower correlation gives its reference results", "[cooling][golden]")
{
    CHECK(approach(5.56, 25.55, 0.25, 1) == Approx(0.21022135).epsilon(1e-6));
    CHECK(approach(5.56, 25.55, 1, 0.25) == Approx(18.333336).epsilon(1e-6));
    CHECK(approach(5.56, 25.55, 1, 1) == Approx(3.844515).epsilon(1e-6));
    CHECK(approach(8, 18, 1, 1) == Approx(7.376643).epsilon(1e-6));
    CHECK(approach(4, 22, 0.9, 0.8) == Approx(4.080073).epsilon(1e-6));
    CHECK(approach(10, 12, 1, 0.9) == Approx(12.364308).epsilon(1e-6));
    CHECK(approach(3, 2, 0.8, 1) == Approx(5.503648).epsilon(1e-6));
}

TEST_CASE("the flow ratio that gives an approach is found in closed form", "[cooling][analytic]")
{
    for (const double wet_bulb : {-20.0, 0.0, 10.0, 26.0})
        for (const double ratio : {0.75, 1.0, 2.0, 5.0}) {
            const YorkParabola p = york_parabola(5.56, wet_bulb);
            CHECK(york_water_to_air(p, p.approach(ratio), 0.5, 8) == Approx(ratio).epsilon(1e-9));
        }
}

TEST_CASE("a tower of 1 MW evaporates, drifts and bleeds", "[cooling][golden]")
{
    const double w = humidity_ratio(25, 0.5, 101325);
    const Air air{25, w, wet_bulb_celsius(25, w, 101325, 18), 101325};
    const double circulating = 1e6 / (water_heat_capacity * 5.56);
    CHECK(circulating == Approx(42.9661).epsilon(1e-5));
    TowerAir through{circulating / 1.1, 20};
    const WaterUse use = water_use({}, evaporation_kg_s(1e6, air, through), circulating);
    CHECK(through.exit_celsius == Approx(24.9084).epsilon(1e-3));
    CHECK(use.evaporation == Approx(0.394007).epsilon(1e-3));
    CHECK(use.drift == Approx(0.0034373).epsilon(1e-3));
    CHECK(use.blowdown == Approx(0.127898).epsilon(1e-3));
    CHECK(use.make_up() == Approx(0.525343).epsilon(1e-3));
}

TEST_CASE("five cycles of concentration bleed a quarter of the vapour", "[cooling][golden]")
{
    const double evaporation = 3.6 / 2.45; // L per kWh of heat, all of it latent at 2.45 MJ/kg
    const WaterUse use = water_use({5, 0}, evaporation, 1);
    CHECK(use.evaporation == Approx(1.469388).epsilon(1e-6));
    CHECK(use.blowdown == Approx(0.367347).epsilon(1e-6));
    CHECK(use.make_up() == Approx(1.836735).epsilon(1e-6));
}

TEST_CASE("a tower's fan draws a fiftieth of its power whenever it turns, and the cube of its speed",
          "[cooling][golden]")
{
    constexpr Power fan{213.27113}; // prints 16.10 and 18.44 W [EnergyPlus, variable-speed tower with Merkel's theory]
    const Power rated = fan / TowerParams{}.fan_fraction;
    const Tower tower{TowerParams{}, rated};
    const Tower::Flow flow = tower.flow(rated);
    constexpr double wet_bulb = 18.66;
    const auto at_speed = [&](double speed) {
        return tower.hold(flow, wet_bulb, wet_bulb + approach(5.56, wet_bulb, 1, speed)).fans;
    };
    CHECK(at_speed(0.384) / watt == Approx(16.10).epsilon(1e-3));
    CHECK(at_speed(0.4078) / watt == Approx(18.44).epsilon(1e-3));
    CHECK(at_speed(1) / watt == Approx(213.27113));
    CHECK(tower.hold(flow, wet_bulb, wet_bulb + 40).fans == Power{}); // air that moves by itself is enough
}

TEST_CASE("condenser water is held above the wet bulb, as cold as is of use, and never above its limit",
          "[cooling][analytic]")
{
    // min(29.44, max(15.56, wet bulb + 3)) [Modelica Buildings], and what chillers can use between both limits.
    const Tower tower{TowerParams{}, 1 * MW};
    CHECK(tower.set_point(20, 0) == 23);
    CHECK(tower.set_point(5, 0) == 15.56);
    CHECK(tower.set_point(28, 0) == 29.44);
    CHECK(tower.set_point(5, 20.25) == 20.25);
    CHECK(tower.set_point(20, 20.25) == 23);
    CHECK(tower.set_point(5, 30.66) == 29.44);
}
