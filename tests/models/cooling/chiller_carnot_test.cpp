#include "models/cooling/chiller_carnot.h"
#include "models/cooling/chiller_eir.h"
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("COP as a fraction of Carnot, capped where machines end", "[cooling][golden]")
{
    CHECK(carnot_cop({0.55, 14}, 16, 30) == Approx(9.90516).epsilon(1e-5));
    CHECK(carnot_cop({0.32, 7}, 18, 35) == Approx(4.88674).epsilon(1e-5));
    CHECK(carnot_cop({0.55, 100}, 25, 30) == Approx(16.34).epsilon(1e-2));
    CHECK(carnot_cop({0.55, 14}, 25, 30) == 14);
}

TEST_CASE("COP never passes Carnot", "[cooling][invariant]")
{
    for (double cold = 5; cold <= 30; cold += 1)
        for (double warm = cold + 1; warm <= 50; warm += 1)
            for (double load = 0.05; load <= 1; load += 0.05)
                CHECK(carnot_cop({}, cold, warm, load) < (cold + 273.15) / (warm - cold));
}

TEST_CASE("a bank sheds machines until the last one runs at part load", "[cooling][analytic]")
{
    const ChillerBank bank{{}, 4 * MW, 4, 0.5};
    CHECK(running_load_ratio(bank, 4 * MW) == 1);
    CHECK(running_load_ratio(bank, 3 * MW) == 0.75);
    CHECK(running_load_ratio(bank, 1 * MW) == 0.5);
    CHECK(running_load_ratio(bank, 0.2 * MW) == Approx(0.2));
    CHECK(compressor_power(bank, Power{}, 16, 30) == Power{});
}

TEST_CASE("water colder than the least useful does not raise the COP", "[cooling][analytic]")
{
    const ChillerBank bank{{}, 4 * MW, 4, 0.5};
    for (const Power heat : {0.3 * MW, 2 * MW, 4 * MW}) {
        const double warm = least_useful_celsius(bank, heat, 16);
        const Power best = compressor_power(bank, heat, 16, warm);
        CHECK(compressor_power(bank, heat, 16, warm - 3).si() == Approx(best.si()).epsilon(1e-12));
        CHECK(compressor_power(bank, heat, 16, warm + 0.1) > best);
    }
}

TEST_CASE("below its least load a machine cycles, as in the form whose part load it takes", "[cooling][golden]")
{
    // Powers of doe2_centrifugal at 7 and 26 degC: 12 kW are below its least unloading, 5 kW below its least load.
    const ChillerSet& set = chiller_sets().front();
    const double available = chiller_power(set, {7, 26, 12 * kW}).available / kW;
    const double unloaded = part_load_factor(12 / available), cycling = part_load_factor(5 / available);
    CHECK(unloaded / cycling == Approx((12 / 5267.67) / (5 / 2536.72)).epsilon(1e-5));
    const Power full = chiller_power(set, {7, 26, available * kW}).power;
    for (const double load : {0.001, 0.05, 0.1, 0.15, 0.2, 0.6, 1.0}) {
        const Power power = chiller_power(set, {7, 26, load * available * kW}).power;
        CHECK(part_load_factor(load) == Approx(load * full / power));
    }
}

TEST_CASE("a bank's smallest heats cost in proportion to them", "[cooling][analytic]")
{
    // One of four machines of 280 kW at 1.32 kW, 16 and 30 degC: it cycles at a load of 10 % and the power of 20 %.
    const ChillerBank bank{{0.32, 9}, 1120 * kW, 4, 0.5};
    const double carnot = 0.32 * 288.15 / 16, part_load = 0.222903 + 0.2 * (0.313387 + 0.2 * 0.463710);
    CHECK(compressor_power(bank, 1.32 * kW, 16, 30) / kW == Approx(1.32 / (carnot * 0.1 / part_load)));
}
