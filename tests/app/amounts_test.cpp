#include "app/amounts.h"
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("numbers keep few digits, and all before the point", "[amounts]")
{
    CHECK(number_text(0.014142, 3) == "0.0141");
    CHECK(number_text(6.981, 3) == "6.98");
    CHECK(number_text(999.4, 3) == "999");
    CHECK(number_text(999.7, 3) == "1,000");
    CHECK(number_text(-12'345'678, 3) == "-12,345,678");
    CHECK(number_text(2e15, 3) == "2e+15");
    CHECK(number_text(0, 3) == "0");
}

TEST_CASE("times and energies have the unit that keeps them short", "[amounts]")
{
    CHECK(time_text(Seconds{}) == "0 s");
    CHECK(time_text(Seconds{0.00142}) == "1.42 ms");
    CHECK(time_text(Seconds{300}) == "5 min");
    CHECK(time_text(6.98 * hour) == "6.98 h");
    CHECK(time_text(30 * day) == "30 d");
    CHECK(energy_text(3.63 * joule) == "3.63 J");
    CHECK(energy_text(18 * kWh) == "18 kWh");
    CHECK(energy_text(2.5 * MWh) == "2.5 MWh");
    CHECK(percent_text(0.7931) == "79.3");
}
