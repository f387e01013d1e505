#include "models/cooling/fluids.h"
#include "models/cooling/movers.h"
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("a fan moves 100 kW of heat at 12 K", "[cooling][golden]")
{
    const double flow = 100e3 / (air_heat_capacity * 12 * 1.2);
    CHECK(flow == Approx(6.90303).epsilon(1e-5));
    CHECK(mover_power({flow, 350, 0, 0.6}, 1).si() == Approx(4026.77).epsilon(1e-5));
}

TEST_CASE("a pump moves 1 MW of heat at 10 K", "[cooling][golden]")
{
    const double kg_s = 1e6 / (water_heat_capacity * 10);
    CHECK(kg_s == Approx(23.889154).epsilon(1e-7));
    CHECK(mover_power({kg_s / water_density, 150e3, 0, 0.7}, 1).si() == Approx(5134.508).epsilon(1e-6));
}

TEST_CASE("power is cubic in flow without fixed pressure and linear with nothing else", "[cooling][analytic]")
{
    const Mover cubic{1, 1000, 0, 1}, linear{1, 1000, 1000, 1};
    CHECK(mover_power(cubic, 0.8) / mover_power(cubic, 1) == Approx(0.512));
    CHECK(mover_power(cubic, 0.6) / mover_power(cubic, 1) == Approx(0.216));
    CHECK(mover_power(linear, 0.6) / mover_power(linear, 1) == Approx(0.6));
}
