#include "sim/base/units.h"
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("power times time is energy", "[units]")
{
    static_assert(std::is_same_v<decltype(kW * hour), Energy>);
    CHECK((2 * kW * (3 * hour)) / kWh == Approx(6));
}

TEST_CASE("one gram per kilowatt hour makes one kilogram per megawatt hour", "[units]")
{
    static_assert(std::is_same_v<decltype(gram_per_kWh * MWh), Carbon>);
    CHECK((gram_per_kWh * MWh) / kilogram == Approx(1));
}

TEST_CASE("equal dimensions divide to a pure number", "[units]")
{
    static_assert(std::is_same_v<decltype(kWh / joule), double>);
    CHECK(kWh / joule == Approx(3.6e6));
}

TEST_CASE("a quantity minus itself is zero and ordering follows the number", "[units]")
{
    CHECK(5 * watt - 5 * watt == Power{});
    CHECK(4 * watt < 5 * watt);
    CHECK(-(4 * watt) < Power{});
}
