#include "tests/models/environment/epw_sample.h"
#include "tests/models/world/scenario_run.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

/// One node that is busy for the four hours of the run, in a climate that stays as it is.
Ran busy(const std::string& cluster, const std::string& facility)
{
    return ran(read_scenario(R"([scenario]
start = 2025-06-01T00:00:00Z
duration = "4 h"
[climate]
kind = "constant"
dry_bulb = "20 degC"
relative_humidity = 0.5
[workload.x]
arrivals = { kind = "at-start", count = 1 }
duration = "10 h"
gpus = 8
[cluster]
nodes = 1
node = "8xh100"
)" + cluster + "\n[facility]\n" +
                             facility)
                   .policies.front()
                   .scenario);
}

const std::string one_megawatt_dc = "power_basis = 'dc'\npower = { kind = 'linear', idle = '1 kW', full = '1 MW' }";
constexpr double titanium_at_full_load = 0.91; // [80 PLUS, 230 V internal redundant]

} // namespace

TEST_CASE("a plant built by default carries nodes at full load and their supplies", "[world][facility][analytic]")
{
    // The transformer carries cooling and losses as well: 1.25 times the IT is not enough at full load.
    const std::string chiller = "kind = 'air-chiller'\npower.transformer_margin = 1.5\n";
    const Ran run = busy(one_megawatt_dc, chiller);
    CHECK(run["energy_psu_kwh"] == Approx(4000 / titanium_at_full_load - 4000));
    CHECK(run["heat_unmet_kwh"] == 0);
    CHECK(run.outcome.clamped_hours.empty());
    // The same as to say it: 1 MW behind supplies of 91 %.
    const Ran stated = busy(one_megawatt_dc, chiller + "design_it = '1098.901098901099 kW'");
    CHECK(run["energy_facility_kwh"] == Approx(stated["energy_facility_kwh"]).epsilon(1e-12));
}

TEST_CASE("power supplies are IT under a given PUE and where nothing else is lost", "[world][facility][analytic]")
{
    const double racks = 4000 / titanium_at_full_load;
    const std::string given = "kind = 'constant-pue'\npue = 1.2\nwue = '0 L/kWh'\n";
    const Ran pue = busy(one_megawatt_dc, given);
    CHECK(pue["energy_it_kwh"] == Approx(racks));
    CHECK(pue["energy_facility_kwh"] == Approx(1.2 * racks));
    CHECK(pue["pue"] == Approx(1.2));
    CHECK(busy(one_megawatt_dc, given + "power = { psu = 'gold' }")["energy_it_kwh"] == Approx(4000 / 0.88));
    CHECK(busy(one_megawatt_dc, given + "power = { psu_rating = '2 MW' }")["energy_it_kwh"] == Approx(4000 / 0.96));

    const Ran lossless = busy(one_megawatt_dc, "kind = 'air-chiller'\npower.kind = 'none'");
    CHECK(lossless["energy_it_kwh"] == Approx(racks));
    CHECK(lossless["energy_power_loss_kwh"] == 0);
    CHECK(lossless.outcome.clamped_hours.empty());

    const std::string wall = "power = { kind = 'linear', idle = '1 kW', full = '1 MW' }";
    CHECK(busy(wall, given)["energy_it_kwh"] == Approx(4000));
    CHECK(busy(wall, given)["energy_psu_kwh"] == 0);
}

TEST_CASE("hours in which a power chain carries more than it is rated for are told", "[world][facility][analytic]")
{
    const std::string two_megawatts = "power = { kind = 'linear', idle = '1 kW', full = '2 MW' }";
    const std::string built = "kind = 'air-chiller'\nheat_per_it = 3\ndesign_it = ";
    const auto hours = busy(two_megawatts, built + "'1 MW'").outcome.clamped_hours;
    REQUIRE(hours.size() == 2); // two UPS of 1 MW share 2 MW
    CHECK(hours.at("distribution") == Approx(4));
    CHECK(hours.at("transformer") == Approx(4));
    CHECK(busy(two_megawatts, built + "'2 MW'").outcome.clamped_hours.empty());
}

TEST_CASE("photovoltaics need what a weather file states of the sun, cooling does not", "[world][facility]")
{
    const auto run = [](const std::string& more) {
        Inputs inputs;
        inputs.provide("/made.epw", epw_text({{every_row, {{epw_field::direct, "9999"}}}}));
        const ScenarioFile file = read_scenario("[scenario]\nduration = '1 d'\n[cluster]\nnodes = 2\n"
                                                "[climate]\nkind = 'epw'\nfile = '/made.epw'\n[workload.x]\n"
                                                "preset = 'campaign-nlp'\n" +
                                                more);
        const Scenario& scenario = file.policies.front().scenario;
        const Simulation built{scenario, Simulation::context_of(scenario, 0, inputs), nullptr};
    };
    CHECK_NOTHROW(run(""));
    CHECK_THROWS_WITH(run("[supply.solar]\npeak = '1 kW'\n"),
                      "/made.epw: no row states the direct normal irradiance (field 15) (supply.solar needs wind and "
                      "irradiances)");
}

TEST_CASE("condenser water goes no higher than its limit, whatever chillers can use", "[world][facility][reference]")
{
    // 700 kW of a plant for 1 MW, wet bulb 13.78 degC: an independent reference of the same equations, in Python. It
    // stops iterating at 1e-10; the weather's wet bulb is solved to 1e-4 K.
    const std::string node = "power = { kind = 'linear', idle = '1 kW', full = '700 kW' }";
    const auto facility_kwh = [&](const std::string& tower) {
        return busy(node, "economizer = false\ndesign_it = '1 MW'\npower.kind = 'none'\ntower = { " + tower +
                              " }")["energy_facility_kwh"];
    };
    CHECK(facility_kwh("least_set_point = '15 degC', most_set_point = '16 degC'") == Approx(3142.1050).epsilon(1e-6));
    CHECK(facility_kwh("least_set_point = '15 degC', most_set_point = '20 degC'") == Approx(3121.3985).epsilon(1e-6));
    CHECK(facility_kwh("approach_set_point = '1 K'") == Approx(3119.2594).epsilon(1e-6)); // what the chillers can use
}
