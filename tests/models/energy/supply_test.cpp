#include "models/energy/supply.h"
#include "sim/record/memory_sink.h"
#include "sim/record/recorder.h"
#include "tests/models/energy/day_case.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

namespace dcsim {
namespace {

using namespace day_case;

std::vector<Time> cut_at_random(std::uint64_t seed, int cuts)
{
    std::mt19937_64 random{seed};
    std::vector<Time> at{day_one.from, day_one.to};
    for (int i = 0; i < cuts; ++i) at.push_back(Time{static_cast<std::int64_t>(random() % 86'400'000'000'000ULL)});
    std::sort(at.begin(), at.end());
    return at;
}

void check_equal(const SupplyTotals& a, const SupplyTotals& b, double tolerance)
{
    for (std::size_t i = 0; i < a.energy.size(); ++i)
        CHECK(a.energy[i].si() == Approx(b.energy[i].si()).epsilon(tolerance).margin(1e-3));
    CHECK(a.location_carbon.si() == Approx(b.location_carbon.si()).epsilon(tolerance));
    CHECK(a.cost.si() == Approx(b.cost.si()).epsilon(tolerance));
    CHECK(a.from_site.si() == Approx(b.from_site.si()).epsilon(tolerance));
    CHECK(a.carbon_free.si() == Approx(b.carbon_free.si()).epsilon(tolerance));
    CHECK(a.stored.si() == Approx(b.stored.si()).epsilon(tolerance));
    CHECK(a.stored_carbon.si() == Approx(b.stored_carbon.si()).epsilon(tolerance));
}

void check_bitwise(const SupplyTotals& a, const SupplyTotals& b)
{
    CHECK(a.energy == b.energy);
    CHECK(a.location_carbon == b.location_carbon);
    CHECK(a.cost == b.cost);
    CHECK(a.from_site == b.from_site);
    CHECK(a.carbon_free == b.carbon_free);
    CHECK(a.stored == b.stored);
    CHECK(a.stored_carbon == b.stored_carbon);
    CHECK(a.peak_import == b.peak_import);
}

const SeriesRecord& series(const MemorySink& sink, const std::string& name)
{
    const auto found = std::find_if(sink.series().begin(), sink.series().end(),
                                    [&](const SeriesRecord& s) { return s.info.name == name; });
    require(found != sink.series().end(), name);
    return *found;
}

} // namespace

TEST_CASE("a day on the grid alone", "[supply][golden]")
{
    const SupplyTotals total = day_of(grid_only());
    CHECK(total.of(Flow::import) / MWh == Approx(24).epsilon(1e-12));
    CHECK(total.location_carbon / kilogram == Approx(7230).epsilon(1e-12));
    CHECK(total.cost.si() == Approx(1634).epsilon(1e-12));
    CHECK(total.coverage() == 0);
    CHECK(total.carbon_free_score() == Approx(0.25).epsilon(1e-12));
    CHECK(total.peak_import / MW == Approx(1).epsilon(1e-12));
}

TEST_CASE("a day with solar", "[supply][golden]")
{
    const SupplyTotals total = day_of(with_solar());
    CHECK(total.of(Flow::import) / MWh == Approx(13.2).epsilon(1e-12));
    CHECK(total.of(Flow::curtailed) / MWh == Approx(10.4).epsilon(1e-12));
    CHECK(total.location_carbon / kilogram == Approx(4517).epsilon(1e-12));
    CHECK(total.cost.si() == Approx(1062.5).epsilon(1e-12));
    CHECK(total.coverage() == Approx(0.45).epsilon(1e-12));
}

TEST_CASE("a day with solar and a battery", "[supply][golden]")
{
    Supply supply{with_battery()};
    const Hours stored_mwh{18. / 19, 0.8, 0.8, 0.8, 0.8, 0.8,      0.8,      0.8,      1.085, 1.94, 3.27, 4,
                           4,        4,   4,   4,   4,   70. / 19, 54. / 19, 34. / 19, 0.8,   0.8,  0.8,  0.8};
    for (std::size_t h = 0; h < 24; ++h) {
        run(supply, {at_hour(static_cast<double>(h)), at_hour(static_cast<double>(h + 1))});
        CHECK(supply.totals().stored / MWh == Approx(stored_mwh[h]).epsilon(1e-9));
    }
    const SupplyTotals total = supply.totals();
    CHECK(total.of(Flow::import) / MWh == Approx(9.02).epsilon(1e-9));
    CHECK(total.of(Flow::curtailed) / MWh == Approx(7.031579).epsilon(1e-6));
    CHECK(total.of(Flow::charge) / MWh == Approx(3.368421).epsilon(1e-6));
    CHECK(total.of(Flow::discharge) / MWh == Approx(4.18).epsilon(1e-9));
    CHECK(total.location_carbon / kilogram == Approx(2910.3).epsilon(1e-9));
    CHECK(total.cost.si() == Approx(595.4).epsilon(1e-9));
    CHECK(1 - total.of(Flow::import) / total.load() == Approx(0.624167).epsilon(1e-6));
    // The initial 2 MWh were bought. Of them 1.2 leave before sunrise, 0.8 mix with 3.2 of the sun's: of the 3.04 MWh
    // given in the evening four fifths are the site's own. All else is carbon-free by the grid's quarter.
    const double own = 10.8 + 0.8 * 3.04;
    CHECK(total.coverage() == Approx(own / 24).epsilon(1e-9));
    CHECK(total.carbon_free_score() == Approx((own + 0.25 * (24 - own)) / 24).epsilon(1e-9));
    CHECK(total.volume_matching() == Approx(0.883333).epsilon(1e-6));
    CHECK(std::abs(total.residual() / total.load()) < 1e-12);
}

TEST_CASE("what the battery gave from its initial charge is bought back", "[supply][golden]")
{
    Supply supply{with_battery()};
    const SupplyTotals before = supply.totals();
    run(supply, {day_one.from, day_one.to});
    const SupplyTotals total = supply.totals() - before;
    CHECK(total.stored / MWh == Approx(-1.2).epsilon(1e-9));
    const StorageDelta delta = supply.storage_delta(day_one, total);
    CHECK((total.location_carbon + delta.carbon) / kilogram == Approx(3290.826316).epsilon(1e-9));
    CHECK((total.cost + delta.cost).si() == Approx(681.40).epsilon(1e-5));
}

TEST_CASE("an intensity that changes at half past is billed from half past", "[supply][golden]")
{
    constexpr Time half_past{-23 * one_hour.ns - one_hour.ns / 2}; // value k holds on [k + .5, k + 1.5), all days alike
    SupplyParts parts = grid_only(hourly(intensity_g_kwh, gram_per_kWh, half_past));
    add_solar(parts);
    add_battery(parts);
    const SupplyTotals total = day_of(std::move(parts));
    CHECK(total.location_carbon / kilogram == Approx(2934.1).epsilon(1e-9));
    CHECK(total.of(Flow::import) / MWh == Approx(9.02).epsilon(1e-9));
}

TEST_CASE("totals do not depend on how time is cut", "[supply][invariant]")
{
    const SupplyTotals whole = day_of(with_battery());
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Supply supply{with_battery()};
        run(supply, cut_at_random(seed, 200));
        check_equal(supply.totals(), whole, 1e-12);
    }
}

TEST_CASE("partial hours are integrated exactly", "[supply][analytic]")
{
    SupplyParts parts =
        grid_only(Signal<Intensity>{Time{0}, one_hour, {100 * gram_per_kWh, 200 * gram_per_kWh, 300 * gram_per_kWh}});
    parts.run = {Time{0}, at_hour(3)};
    Supply supply{std::move(parts)};
    constexpr Time begin{50 * 60'000'000'000}, end{130 * 60'000'000'000};
    supply.settle({Time{0}, begin}, Power{}, Power{}, Power{});
    supply.settle({begin, end}, 60 * kW, Power{}, Power{});
    CHECK(supply.totals().location_carbon / kilogram == Approx(16).epsilon(1e-12));
}

TEST_CASE("a battery or a solar field of size zero is none, bit for bit", "[supply][invariant]")
{
    SupplyParts parts = with_battery();
    parts.solar->peak = Power{};
    parts.battery->energy = Energy{};
    check_bitwise(day_of(std::move(parts)), day_of(grid_only()));
}

TEST_CASE("every interval balances for every rule, at random loads and cuts", "[supply][invariant]")
{
    using Follow = DispatchRule::Follow;
    std::mt19937_64 random{7};
    const auto below = [&](double most) { return most * static_cast<double>(random() >> 11) * 0x1p-53; };
    for (const Follow follow : {Follow::surplus, Follow::charge, Follow::grid_target, Follow::hold})
        for (int trial = 0; trial < 20; ++trial) {
            SupplyParts parts = with_battery({follow, below(2) * MW, trial % 2 == 0});
            parts.battery->energy = (0.01 + below(5)) * MWh;
            parts.battery->self_discharge = Frequency{trial % 3 == 0 ? 0.01 / 3600 : 0.0};
            parts.exports = {below(1) * MW, 10 * per_MWh};
            const double eta_c = parts.battery->eta_charge, eta_d = parts.battery->eta_discharge;
            const bool leaks = parts.battery->self_discharge > Frequency{};
            Supply supply{std::move(parts)};
            const SupplyTotals before = supply.totals();
            const std::vector<Time> cuts = cut_at_random(random(), 100);
            for (std::size_t i = 1; i < cuts.size(); ++i)
                supply.settle({cuts[i - 1], cuts[i]}, below(3) * MW, below(1) * MW, below(0.2) * MW);
            const SupplyTotals total = supply.totals() - before;
            CHECK(std::abs(total.residual() / total.load()) < 1e-9);
            CHECK(total.from_site <= total.load());
            CHECK(total.from_site <= total.carbon_free * (1 + 1e-12));
            const Energy kept = eta_c * total.of(Flow::charge) - total.of(Flow::discharge) / eta_d - total.stored;
            if (leaks)
                CHECK(kept >= Energy{});
            else
                CHECK(std::abs(kept / total.load()) < 1e-12);
        }
}

TEST_CASE("what leaks from a battery is what is missing in it, and its content stays inside its bounds",
          "[supply][invariant]")
{
    for (const double per_hour : {0.0, 0.01, 0.3}) {
        SupplyParts parts = with_battery();
        parts.battery->self_discharge = Frequency{per_hour / 3600};
        Supply supply{std::move(parts)};
        run(supply, cut_at_random(3, 200));
        const Supply::StorageAudit audit = supply.storage_audit();
        CHECK(std::abs(audit.residual / audit.size) < 1e-12);
        CHECK(audit.outside == Energy{});
        CHECK(audit.size > 4 * MWh);
    }
    CHECK(Supply{grid_only()}.storage_audit().size == Energy{});
}

TEST_CASE("export is capped and paid, the rest is curtailed", "[supply][analytic]")
{
    SupplyParts parts = with_solar();
    parts.exports = {1 * MW, 10 * per_MWh};
    const SupplyTotals total = day_of(std::move(parts));
    CHECK(total.of(Flow::exported) / MWh == Approx(7.4).epsilon(1e-9));
    CHECK((total.of(Flow::exported) + total.of(Flow::curtailed)) / MWh == Approx(10.4).epsilon(1e-9));
    CHECK(total.cost.si() == Approx(1062.5 - 10 * total.of(Flow::exported) / MWh).epsilon(1e-9));
}

TEST_CASE("a supply saved and restored at any instant ends like one that never stopped", "[supply][invariant]")
{
    Supply whole{with_battery()};
    run(whole, cut_at_random(3, 50));
    const std::vector<Time> cuts = cut_at_random(3, 50);
    for (const std::size_t stop : {std::size_t{1}, std::size_t{20}, std::size_t{45}}) {
        const auto middle = cuts.begin() + static_cast<std::ptrdiff_t>(stop);
        Supply first{with_battery()}, resumed{with_battery()};
        run(first, {cuts.begin(), middle + 1});
        Archive saved;
        first.state(saved);
        Archive restored{saved.bytes()};
        resumed.state(restored);
        run(resumed, {middle, cuts.end()});
        check_bitwise(resumed.totals(), whole.totals());
    }
}

TEST_CASE("channels hold the means of each hour in the units of the file", "[supply][unit]")
{
    MemorySink sink;
    Recorder recorder{sink, day_one, one_hour};
    Supply supply{with_battery()};
    supply.record(recorder);
    run(supply, cut_at_random(5, 30));
    recorder.finish(day_one.to);
    const auto at_hour_of = [&](const char* name, std::size_t h) { return series(sink, name).bins.at(h); };
    CHECK(at_hour_of("solar_power", 9) == Approx(1.9e6));
    CHECK(at_hour_of("battery_charge_power", 9) == Approx(0.9e6));
    CHECK(at_hour_of("battery_discharge_power", 0) == Approx(1e6));
    CHECK(at_hour_of("grid_import_power", 1) == Approx(0.86e6)); // empty after 8.4 minutes
    CHECK(at_hour_of("curtailed_power", 12) == Approx(1.8e6));
    CHECK(at_hour_of("grid_export_power", 12) == 0);
    CHECK(at_hour_of("battery_soc", 14) == 1);
    CHECK(at_hour_of("grid_carbon_intensity", 19) == Approx(430));
    CHECK(at_hour_of("electricity_price", 18) == Approx(0.15));
    CHECK(series(sink, "electricity_price").info.unit == "EUR kW-1 h-1");
}

TEST_CASE("the window's peak forgets the warm-up", "[supply][analytic]")
{
    Supply supply{grid_only()};
    supply.settle({Time{0}, at_hour(1)}, 5 * MW, Power{}, Power{});
    supply.begin_window();
    const SupplyTotals before = supply.totals();
    supply.settle({at_hour(1), at_hour(2)}, 2 * MW, Power{}, Power{});
    const SupplyTotals window = supply.totals() - before;
    CHECK(window.peak_import == 2 * MW);
    CHECK(window.of(Flow::import) / MWh == Approx(2).epsilon(1e-12));
}

} // namespace dcsim
