#include "models/cooling/coil.h"
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("effectiveness of a counterflow exchanger", "[cooling][golden]")
{
    CHECK(counterflow_effectiveness(2, 0.5) == Approx(0.774600).epsilon(1e-6));
    CHECK(counterflow_effectiveness(2, 1) == Approx(0.666667).epsilon(1e-6));
    CHECK(counterflow_ntu(counterflow_effectiveness(1.7, 0.3), 0.3) == Approx(1.7).epsilon(1e-12));
}

TEST_CASE("a coil is sized to its design point and follows its flows", "[cooling][golden]")
{
    const Coil coil = sized({100 * kW, 36, 24, 16, 24});
    CHECK(coil.ua == Approx(10136.63).epsilon(1e-5));
    CHECK(coil.ua / coil.air == Approx(1.21640).epsilon(1e-5));
    CHECK(coil_conductance(coil, 1, 1) * 20 == Approx(100e3).epsilon(1e-9));
    CHECK(coil_ua(coil, 0.6, 0.5) == Approx(6129.85).epsilon(1e-5));
    CHECK(coil_conductance(coil, 0.6, 0.5) * 20 == Approx(58147.5).epsilon(1e-5));
}

TEST_CASE("the water valve finds the flow that carries the heat, from any start", "[cooling][analytic]")
{
    const Coil coil = sized({100 * kW, 36, 24, 16, 24});
    // At air .75 the capacity flows are equal for water .5: the balanced limit must not disturb the search.
    for (const double flow : {0.05, 0.3, 0.5, 0.8, 1.0})
        for (const double start : {0.02, 0.4, 1.0}) {
            const double wanted = coil_conductance(coil, 0.75, flow);
            CHECK(coil_water_fraction(coil, 0.75, wanted, {0.02, start}) == Approx(flow).epsilon(1e-9));
        }
    CHECK(coil_water_fraction(coil, 0.75, 1e9, {}) == 1.0);
    CHECK(coil_water_fraction(coil, 0.75, 0, {}) == 0.02);
}
