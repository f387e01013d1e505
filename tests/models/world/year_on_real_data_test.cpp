#include "tests/models/world/scenario_run.h"
#include <chrono>
#include <filesystem>
#include <iostream>

using namespace dcsim;

namespace {

bool data_is_there()
{
    const bool there =
        std::filesystem::exists("../shared/data/facility") && std::filesystem::exists("../shared/data/energy");
    if (!there) std::cout << "skipped: a year on real data needs ../shared/data beside the source folder\n";
    return there;
}

Ran timed(const Scenario& scenario)
{
    const auto from = std::chrono::steady_clock::now();
    Ran run = ran(scenario);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
    std::cout << "a year of 1,024 accelerators and " << run["jobs_submitted"] << " jobs took " << took.count()
              << " s\n";
    return run;
}

bool within(double value, double least, double most)
{
    UNSCOPED_INFO(value << " in [" << least << ", " << most << "]");
    return least <= value && value <= most;
}

} // namespace

TEST_CASE("a year of 1,024 accelerators on measured weather, mix and prices stays inside published bands",
          "[world][invariant][slow]")
{
    if (!data_is_there()) return;
    const ScenarioFile file = load_scenario("tests/models/world/dallas_year.toml", {}, registries());
    const Ran grid = timed(policy(file, "grid"));
    const Ran solar = timed(policy(file, "solar-battery"));
    require_checks_pass(grid);
    require_checks_pass(solar);

    CHECK(within(grid["utilisation"], 0.5, 0.8));
    CHECK(grid["jobs_submitted"] > 500'000);
    // Chilled water with a water-side economizer in Dallas, efficient central plant: the narrower of the published
    // bands (1.12-1.26); 1.14-1.40 covers plants at part load with older equipment, which these defaults do not
    // describe.
    CHECK(within(grid["pue"], 1.12, 1.26));
    CHECK(within(grid["wue_l_per_kwh"], 1.0, 2.6));
    // Time and generation-weighted means of the year are 347 and 353 g/kWh; a nearly flat load lies within 2 % of them.
    CHECK(within(grid["intensity_import_g_per_kwh"], 0.98 * 347, 1.02 * 353));

    // The supply changes nothing on the IT side, and what it saves is bought less.
    CHECK(solar["energy_facility_kwh"] == grid["energy_facility_kwh"]);
    CHECK(solar["wait_mean_s"] == grid["wait_mean_s"]);
    const double yield = solar["energy_solar_kwh"] / 2000; // kWh per kW of peak power
    CHECK(within(yield, 1300, 1800));                      // fixed tilt in north Texas
    CHECK(solar["energy_grid_import_kwh"] < grid["energy_grid_import_kwh"]);
    CHECK(solar["co2e_location_adjusted_kg"] < grid["co2e_location_adjusted_kg"]);
    CHECK(solar["cfe"] > grid["cfe"]);
}
