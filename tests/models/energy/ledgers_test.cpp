#include "models/energy/bus.h"
#include "models/energy/ledgers.h"
#include "tests/models/energy/day_case.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <date/tz.h>
#include <numbers>

namespace dcsim {
namespace {

using day_case::at_hour;

Flows importing(Power load)
{
    Flows flows{};
    at(flows, Flow::it) = load;
    at(flows, Flow::import) = load;
    return flows;
}

constexpr Time at_minute(int m)
{
    return {m * 60'000'000'000LL};
}

} // namespace

TEST_CASE("the carbon-free score follows load, own generation and the grid's share hour by hour", "[ledger][golden]")
{
    const Signal<double> share{Time{0}, day_case::one_hour, {0.2, 0.4, 0.6, 0.8}};
    CarbonFreeLedger ledger{share, nullptr};
    const double generation_mw[]{0, 0.5, 1, 2};
    for (int h = 0; h < 4; ++h) {
        Flows flows{};
        at(flows, Flow::it) = 1 * MW;
        at(flows, Flow::solar) = generation_mw[h] * MW;
        at(flows, Flow::import) = std::max(0.0, 1 - generation_mw[h]) * MW;
        at(flows, Flow::curtailed) = std::max(0.0, generation_mw[h] - 1) * MW;
        ledger.book({at_hour(h), at_hour(h + 1)}, flows);
    }
    CHECK(ledger.carbon_free() / (4 * MWh) == Approx(0.725).epsilon(1e-12));
    CHECK(ledger.from_site() / (4 * MWh) == Approx(0.625).epsilon(1e-12));
    SupplyTotals by_volume;
    by_volume.energy[static_cast<std::size_t>(Flow::it)] = 4 * MWh;
    by_volume.energy[static_cast<std::size_t>(Flow::solar)] = 3.5 * MWh;
    CHECK(by_volume.volume_matching() == 0.875);
}

TEST_CASE("generation is matched with the load of its UTC hour, as far as it is not curtailed", "[ledger][analytic]")
{
    const auto score = [](double exported_mw, std::int64_t start_unix_ns) {
        const Signal<double> share{0.4};
        CarbonFreeLedger ledger{share, nullptr, start_unix_ns};
        Flows sunny{}, dark{};
        at(sunny, Flow::it) = at(dark, Flow::it) = at(dark, Flow::import) = 1 * MW;
        at(sunny, Flow::solar) = 1.5 * MW;
        at(sunny, Flow::exported) = exported_mw * MW;
        at(sunny, Flow::curtailed) = (0.5 - exported_mw) * MW;
        ledger.book({at_minute(0), at_minute(30)}, sunny);
        ledger.book({at_minute(30), at_minute(60)}, dark);
        CHECK(ledger.from_site() / MWh == Approx(0.5).epsilon(1e-12));
        return ledger.carbon_free() / MWh;
    };
    CHECK(score(0.5, 0) == Approx(0.75 + 0.25 * 0.4).epsilon(1e-12)); // 0.75 of 1 MWh were generated
    CHECK(score(0, 0) == Approx(0.5 + 0.5 * 0.4).epsilon(1e-12));
    // The clock strikes at half past: the surplus of the first hour is worth nothing in the second.
    CHECK(score(0.5, 30 * 60'000'000'000LL) == Approx(0.5 + 0.5 * 0.4).epsilon(1e-12));
}

TEST_CASE("cutting an hour of constant flows changes no carbon-free energy", "[ledger][invariant]")
{
    const Signal<double> share{Time{0}, day_case::one_hour, {0.1, 0.9}};
    CarbonFreeLedger whole{share, nullptr}, cut{share, nullptr};
    Flows flows{};
    at(flows, Flow::it) = 2 * MW;
    at(flows, Flow::solar) = 0.7 * MW;
    at(flows, Flow::import) = 1.3 * MW;
    whole.book({at_minute(0), at_minute(120)}, flows);
    for (int m = 0; m < 120; m += 8) cut.book({at_minute(m), at_minute(m + 8)}, flows);
    CHECK(whole.carbon_free() / MWh == Approx(1.4 + 1.3 * (0.1 + 0.9)).epsilon(1e-12));
    CHECK(cut.carbon_free() / whole.carbon_free() == Approx(1).epsilon(1e-12));
}

TEST_CASE("a demand meter takes means over quarter hours of the clock", "[ledger][golden]")
{
    PeakImportLedger meter{0};
    meter.book({at_minute(0), at_minute(605)}, importing(1 * MW));
    meter.book({at_minute(605), at_minute(625)}, importing(1.6 * MW));
    meter.book({at_minute(625), at_minute(1440)}, importing(1 * MW));
    CHECK(meter.peak() / MW == Approx(1.4).epsilon(1e-12));

    PeakImportLedger shifted{-5 * 60'000'000'000LL}; // the run starts five minutes before the hour
    shifted.book({at_minute(0), at_minute(5)}, importing(1 * MW));
    shifted.book({at_minute(5), at_minute(20)}, importing(1.6 * MW));
    CHECK(shifted.peak() / MW == Approx(1.6).epsilon(1e-12));
}

TEST_CASE(
    "a quarter hour that the run cuts counts by its full length, and by the part that there is without a whole one",
    "[ledger][analytic]")
{
    PeakImportLedger meter{0};
    meter.book({at_minute(7), at_minute(15)}, importing(3 * MW));
    meter.book({at_minute(15), at_minute(22)}, importing(3 * MW));
    CHECK(meter.peak() / MW == Approx(3).epsilon(1e-12));
    meter.book({at_minute(22), at_minute(45)}, importing(1 * MW));
    CHECK(meter.peak() / MW == Approx(29.0 / 15).epsilon(1e-12)); // 7 minutes at 3 MW, 8 at 1 MW
    meter.book({at_minute(45), at_minute(46)}, importing(20 * MW));
    CHECK(meter.peak() / MW == Approx(29.0 / 15).epsilon(1e-12)); // a minute's 20 MW are 1.33 of a quarter hour
}

TEST_CASE("the quarter hour in which the count starts has nothing of what came before", "[ledger][analytic]")
{
    PeakImportLedger meter{0};
    meter.book({at_minute(0), at_minute(10)}, importing(3 * MW));
    meter.restart();
    CHECK(meter.peak() == Power{}); // an empty count
    meter.book({at_minute(10), at_minute(15)}, importing(1.5 * MW));
    CHECK(meter.peak() / MW == Approx(1.5).epsilon(1e-12)); // no whole quarter hour yet
    meter.book({at_minute(15), at_minute(30)}, importing(0.4 * MW));
    CHECK(meter.peak() / MW == Approx(0.5).epsilon(1e-12)); // 5 of 15 minutes at 1.5 MW
    meter.book({at_minute(30), at_minute(45)}, importing(0.6 * MW));
    CHECK(meter.peak() / MW == Approx(0.6).epsilon(1e-12));
}

TEST_CASE("the days of the clock change have 23 and 25 hours", "[ledger][analytic]")
{
    using namespace date;
    const auto midnight = [](year_month_day d) {
        return make_zoned("Europe/Berlin", local_days{d}).get_sys_time().time_since_epoch();
    };
    const auto kilowatt_hours = [&](year_month_day d, year_month_day next) {
        const std::chrono::nanoseconds length = midnight(next) - midnight(d);
        EnergyLedger ledger;
        ledger.book({Time{0}, Time{length.count()}}, importing(1 * kW));
        return ledger.of(Flow::import) / kWh;
    };
    CHECK(kilowatt_hours(2025_y / 3 / 30, 2025_y / 3 / 31) == Approx(23).epsilon(1e-12));
    CHECK(kilowatt_hours(2025_y / 10 / 26, 2025_y / 10 / 27) == Approx(25).epsilon(1e-12));
}

TEST_CASE("what does not balance, or runs backwards, is refused with its figures", "[bus][invariant]")
{
    EnergyBus bus;
    Flows flows = importing(1 * MW);
    CHECK_NOTHROW(bus.book({Time{0}, Time{1}}, flows));
    at(flows, Flow::import) = (1 + 1e-11) * MW;
    CHECK_THROWS_WITH(bus.book({Time{0}, Time{1}}, flows), Catch::Contains("it 1000000 W"));
    flows = importing(-1 * MW);
    CHECK_THROWS_AS(bus.book({Time{0}, Time{1}}, flows), LogicError);
}

TEST_CASE("a smooth signal in one-second steps gives the closed form of its integral", "[ledger][analytic]")
{
    const auto mean_of = [](double from, double length) {
        const double w = 2 * std::numbers::pi / 24;
        return 300 - 100 * (std::sin(w * (from + length)) - std::sin(w * from)) / (w * length);
    };
    std::vector<Intensity> by_second;
    for (int s = 0; s < 26 * 3600; ++s) by_second.push_back(mean_of(s / 3600.0, 1 / 3600.0) * gram_per_kWh);
    const Signal<Intensity> signal{Time{0}, Span{1'000'000'000}, by_second};
    const auto grams_per_kwh = [&](double from) {
        LocationCarbonLedger ledger{signal};
        ledger.book({at_hour(from), at_hour(from + 4)}, importing(1 * kW));
        return ledger.total() / gram / 4;
    };
    CHECK(grams_per_kwh(10) == Approx(395.492966).epsilon(1e-8));
    CHECK(grams_per_kwh(22) == Approx(204.507034).epsilon(1e-8));
    CHECK(grams_per_kwh(16) == Approx(300).epsilon(1e-8));
}

TEST_CASE("a half-sine of 1 MW over 12 h is 7.639437 MWh", "[ledger][analytic]")
{
    EnergyLedger ledger;
    const auto cosine = [](int m) { return std::cos(std::numbers::pi * m / 720); };
    for (int m = 0; m < 720; ++m) {
        Flows flows{};
        at(flows, Flow::solar) = 720 / std::numbers::pi * (cosine(m) - cosine(m + 1)) * MW;
        at(flows, Flow::curtailed) = at(flows, Flow::solar);
        ledger.book({at_minute(m), at_minute(m + 1)}, flows);
    }
    CHECK(ledger.of(Flow::solar) / MWh == Approx(7.639437).epsilon(1e-6));
}

} // namespace dcsim
