#include "models/world/metrics.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace dcsim;

namespace {

double value(const std::vector<Metric>& table, const SiteTotals& totals, std::string_view name)
{
    return evaluate(table, totals).at(index_of(table, name));
}

} // namespace

TEST_CASE("E11: PUE is a ratio of sums, not a mean of ratios", "[world][metrics][analytic]")
{
    // Two hours: IT 100 and 900 kWh, facility 150 and 990.
    SiteTotals t;
    t.building.it = (100 + 900) * kWh;
    t.building.compressors = (50 + 90) * kWh;
    CHECK(value(metrics_table("EUR"), t, "pue") == Approx(1.14));
}

TEST_CASE("a ratio over zero is missing, never infinite or zero", "[world][metrics]")
{
    const std::vector<Metric> table = metrics_table("EUR");
    const SiteTotals nothing;
    for (const char* name : {"pue", "wue_l_per_kwh", "cue_kg_per_kwh", "intensity_import_g_per_kwh", "utilisation",
                             "wait_mean_s", "wait_p95_s", "cfe", "coverage"})
        CHECK(std::isnan(value(table, nothing, name)));
}

TEST_CASE("every ratio of the table is the quotient of two metrics of the table", "[world][metrics][invariant]")
{
    SiteTotals t;
    t.building.it = 1000 * kWh;
    t.building.fans = 100 * kWh;
    t.building.evaporation = 1500 * litre;
    t.supply.energy[static_cast<std::size_t>(Flow::import)] = 1100 * kWh;
    t.supply.location_carbon = 440 * kilogram;
    t.jobs.accelerator_seconds = 3600;
    t.jobs.capacity_seconds = 7200;
    const std::vector<Metric> table = metrics_table("EUR");
    CHECK(value(table, t, "pue") == Approx(1.1));
    CHECK(value(table, t, "wue_l_per_kwh") == Approx(1.5));
    CHECK(value(table, t, "cue_kg_per_kwh") == Approx(0.44));
    CHECK(value(table, t, "intensity_import_g_per_kwh") == Approx(400));
    CHECK(value(table, t, "utilisation") == Approx(0.5));
}

TEST_CASE("every metric has a unit, a boundary, a meaning and a name of its own", "[world][metrics]")
{
    std::set<std::string> names;
    for (const Metric& m : metrics_table("USD")) {
        INFO(m.info.name);
        CHECK(names.insert(m.info.name).second);
        CHECK_FALSE(m.info.unit.empty());
        CHECK_FALSE(m.info.boundary.empty());
        CHECK(m.info.meaning.size() > 10);
        CHECK(m.info.numerator.empty() == m.info.denominator.empty());
    }
}

TEST_CASE("what is measured behind the supplies and their loss are the energy at the rack inlet", "[world][metrics]")
{
    SiteTotals t;
    t.building.it = 1000 * kWh;
    t.building.psu = 60 * kWh;
    t.jobs.idle = 700 * kWh;
    t.jobs.unallocated = 300 * kWh;
    const std::vector<Metric> table = metrics_table("EUR");
    CHECK(value(table, t, "energy_psu_kwh") == Approx(60));
    CHECK(value(table, t, "energy_it_kwh") ==
          Approx(value(table, t, "energy_jobs_kwh") + value(table, t, "energy_idle_kwh") +
                 value(table, t, "energy_unallocated_kwh") + value(table, t, "energy_psu_kwh")));
}
