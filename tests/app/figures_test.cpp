#include "app/figures.h"
#include <catch2/catch.hpp>
#include <limits>

using namespace dcsim;

TEST_CASE("a difference shows two digits of its interval", "[app][figures]")
{
    CHECK(signed_with_interval(0.0312, 0.0784, true) == "+0.031 ±0.078");
    CHECK(signed_with_interval(-135.21, 3.06, true) == "-135.2 ±3.1");
    CHECK(signed_with_interval(-1352.1, 306, true) == "-1352 ±306");
    CHECK(signed_with_interval(-0.004, 0.26, true) == "+0.00 ±0.26"); // never "-0.00"
    CHECK(signed_with_interval(12.3456, 0, true) == "+12.3 ±0.0");
    CHECK(signed_with_interval(-32.845069, 1e-9, true, 2) == "-32.85 ±0.00");
    CHECK(signed_with_interval(0.00012345, 0, false) == "+0.000123");
    CHECK(signed_with_interval(std::numeric_limits<double>::quiet_NaN(), 0, false) == "n/a");
}

TEST_CASE("a column takes the largest unit that leaves a digit before the point", "[app][figures]")
{
    const std::vector<ShownUnit> energies{{"kWh", 1}, {"MWh", 1e-3}, {"GWh", 1e-6}};
    CHECK(unit_for(0.2, energies).name == "kWh");
    CHECK(unit_for(999, energies).name == "kWh");
    CHECK(unit_for(-1000, energies).name == "MWh");
    CHECK(unit_for(5.1e8, energies).name == "GWh");
    CHECK(decimals_for(543.21, 4) == 1);
    CHECK(decimals_for(54321, 4) == 0);
    CHECK(decimals_for(0, 4) == 0);
}

TEST_CASE("a percentage that rounds to zero has no sign", "[app][figures]")
{
    CHECK(signed_percent(-0.04, 1) == "0.0 %");
    CHECK(signed_percent(0.04, 1) == "0.0 %");
    CHECK(signed_percent(-0.06, 1) == "-0.1 %");
    CHECK(signed_percent(0.06, 1) == "+0.1 %");
    CHECK(signed_percent(-12.345, 2) == "-12.35 %");
}
