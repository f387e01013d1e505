#include "tests/analysis/results/temporary_folder.h"
#include "tests/models/world/scenario_run.h"
#include <fstream>

using namespace dcsim;

namespace {

/// Jobs of a file on a plain site; `jobs` has the columns submit, duration, accelerators, walltime.
Ran with_jobs(const std::string& scenario, const std::string& jobs, const std::string& changes = {},
              const std::string& workload = {})
{
    const TemporaryFolder folder;
    const auto file = folder / "jobs.csv";
    std::ofstream{file} << "submit,duration,accelerators,walltime\n" << jobs;
    std::string text = plain_site(scenario, "[workload.w]\nkind = 'csv'\nfile = '" + file.string() +
                                                "'\ncolumns = { walltime = 'walltime' }\n" + workload);
    text += "[policy.p]\nbaseline = true\n" + changes;
    const ScenarioFile read = read_scenario(text);
    Ran result = ran(policy(read, "p"));
    require_checks_pass(result);
    return result;
}

constexpr double joule_per_kwh = 3.6e6;

} // namespace

TEST_CASE("a job killed at its wall time is charged for the time that it ran, on all its hosts", "[world][analytic]")
{
    const double walltime = GENERATE(3.0, 4.0);
    const Ran run = with_jobs("duration = '100 s'", "0,50,2," + std::to_string(walltime) + "\n",
                              "[policy.p.cluster]\nnodes = 2\naccelerators = 1\n[policy.p.cluster.power]\n"
                              "idle = '95 W'\nfull = '203 W'\n");
    CHECK(run["jobs_killed"] == 1);
    CHECK(run["energy_jobs_kwh"] * joule_per_kwh == Approx(2 * 203 * walltime).epsilon(1e-12));
    CHECK(run["energy_it_kwh"] * joule_per_kwh == Approx(2 * (203 * walltime + 95 * (100 - walltime))).epsilon(1e-12));
}

TEST_CASE("every host of a gang draws busy power", "[world][analytic]")
{
    const Ran run = with_jobs("duration = '1 h'", "0,3600,16,\n");
    CHECK(run["energy_it_kwh"] == Approx(4 * 2.0).epsilon(1e-12));
    CHECK(run["energy_jobs_kwh"] == Approx(4 * 2.0).epsilon(1e-12));
    CHECK(run["utilisation"] == Approx(1).epsilon(1e-12));
}

TEST_CASE("the PUE of two hours is the ratio of the sums, not the mean of the ratios", "[world][analytic]")
{
    // Two runs of one hour each, joined by hand in the totals that the metrics divide.
    const auto hour = [](const char* power, const char* pue) {
        return with_jobs(
            "duration = '1 h'", "0,3600,1,\n",
            std::string{"[policy.p.cluster]\nnodes = 1\naccelerators = 1\n[policy.p.cluster.power]\nidle = '0 W'\n"
                        "full = '"} +
                power + "'\n[policy.p.facility]\npue = " + pue + "\n");
    };
    const SiteTotals first = hour("100 kW", "1.5").outcome.totals, second = hour("900 kW", "1.1").outcome.totals;
    SiteTotals both = second;
    both.building.it += first.building.it;
    both.building.other += first.building.other;
    const auto table = metrics_table("EUR");
    CHECK(table[index_of(table, "pue")].value(both) == Approx(1.14).epsilon(1e-12));
}

TEST_CASE("a job over parts of three clock hours emits what each part's intensity says", "[world][analytic]")
{
    const TemporaryFolder folder;
    // Gas at 100, 200, 300 MW beside wind: with a factor of 300 g/kWh for gas the hours are 100, 200 and 300 g/kWh.
    std::ofstream mix{folder / "mix.csv"};
    mix << "timestamp,WND,NG\n";
    for (int hour = 0; hour < 96; ++hour) { // from a day before to two days after the run
        const int gas = 100 * std::clamp(hour - 23, 1, 3);
        mix << "2025-06-0" << 1 + hour / 24 << (hour % 24 < 10 ? " 0" : " ") << hour % 24 << ":00:00+00:00,"
            << 300 - gas << ',' << gas << '\n';
    }
    mix.close();
    const Ran run =
        with_jobs("duration = '3 h'", "3000,4800,1,\n",
                  "[policy.p.cluster]\nnodes = 1\naccelerators = 1\n[policy.p.cluster.power]\nidle = '0 W'\n"
                  "full = '60 kW'\n[policy.p.facility]\npue = 1\n[policy.p.supply.grid]\nkind = 'mix-csv'\n"
                  "file = '" +
                      (folder / "mix.csv").string() +
                      "'\n[policy.p.supply.grid.price]\nkind = 'fixed'\nprice = '0.1 EUR/kWh'\n"
                      "[policy.p.supply.grid.emission_factors]\ngas = '300 g/kWh'\nwind = '0 g/kWh'\n");
    CHECK(run["co2e_location_kg"] == Approx(16).epsilon(1e-12)); // 10 min x 100 + 60 min x 200 + 10 min x 300, at 60 kW
    CHECK(run["energy_it_kwh"] == Approx(80).epsilon(1e-12));
}

TEST_CASE("power and energy of one record have one boundary", "[world][invariant]")
{
    const std::string record = "[policy.p.output]\ntraces = 'all'\nsample_every = '1 h'\n";
    const Ran run = with_jobs("duration = '10 h'", "1000,9000,5,\n7000,20000,3,\n", record);
    const auto sum_kwh = [&](const char* name) {
        const auto found = std::ranges::find_if(run.series, [&](const auto& s) { return s.info.name == name; });
        REQUIRE(found != run.series.end());
        double sum = 0;
        for (const float w : found->bins) sum += w / 1000; // one-hour bins
        return sum;
    };
    CHECK(sum_kwh("it_power") == Approx(run["energy_it_kwh"]).epsilon(1e-5)); // bins are rounded floats
    CHECK(sum_kwh("facility_power") == Approx(run["energy_facility_kwh"]).epsilon(1e-5));
    CHECK(sum_kwh("grid_import_power") == Approx(run["energy_grid_import_kwh"]).epsilon(1e-5));
}

TEST_CASE("with constant power, every total is power times the counting window, whatever the warm-up",
          "[world][analytic]")
{
    const std::string warmup = GENERATE(as<std::string>{}, "0 h", "5 h", "61201 s");
    const double hours = warmup == "0 h" ? 24 : warmup == "5 h" ? 19 : 24 - 17 - 1.0 / 3600;
    const std::string resident = "[workload.r]\narrivals = { kind = 'at-start', count = 2 }\ngpus = 4\n"
                                 "duration = { kind = 'resident' }\n";
    const Ran run = with_jobs("duration = '20 h'\ndrain = '4 h'\nwarmup = '" + warmup + "'", "", {}, resident);
    const double it = 2 * 2.0 + 2 * 0.4; // kW
    CHECK(run["energy_it_kwh"] == Approx(it * hours).epsilon(1e-12));
    CHECK(run["energy_facility_kwh"] == Approx(1.2 * it * hours).epsilon(1e-12));
    CHECK(run["co2e_location_kg"] == Approx(0.4 * 1.2 * it * hours).epsilon(1e-12));
    CHECK(run["cost_energy"] == Approx(0.1 * 1.2 * it * hours).epsilon(1e-12));
    CHECK(run["water_withdrawal_l"] == Approx(1.8 * it * hours).epsilon(1e-12));
    CHECK(run["energy_jobs_kwh"] == Approx(4.0 * hours).epsilon(1e-12));
    CHECK(run["energy_idle_kwh"] == Approx(0.8 * hours).epsilon(1e-12));
    CHECK(run["accelerator_hours"] == Approx(8 * hours).epsilon(1e-12));
    CHECK(run["peak_import_kw"] == Approx(1.2 * it).epsilon(1e-12));
    CHECK(run["jobs_submitted"] == (warmup == "0 h" ? 2 : 0));
}

TEST_CASE("a run that ends when it is drained ends with its last job", "[world][analytic]")
{
    const std::string scenario = "duration = '10 d'\ndrain = '5 d'\nend = 'drained'";
    const Ran run = with_jobs(scenario, "100,7200,4,\n200,90061,4,\n");
    CHECK(run.outcome.end.ns == 90'261'000'000'000);
    CHECK(run["makespan_s"] == 90261);
    const double joule = 90261.0 * 4 * 400 + 1600 * (7200.0 + 90061.0);
    CHECK(run["energy_it_kwh"] * joule_per_kwh == Approx(joule).epsilon(1e-12));
    SECTION("but not before what counts has begun")
    {
        const Ran warm = with_jobs(scenario + "\nwarmup = '3 d'", "100,7200,4,\n");
        CHECK(warm.outcome.end.ns == std::int64_t{3} * 86'400'000'000'000);
    }
}

TEST_CASE("meter and bus of a whole run with solar and battery balance", "[world][invariant]")
{
    const Ran run = ran(
        load_scenario("scenarios/renewables.toml", {"scenario.duration=6 d"}, registries()).policies.back().scenario);
    require_checks_pass(run);
    CHECK(run["energy_facility_kwh"] ==
          Approx(run["energy_it_kwh"] + run["energy_power_loss_kwh"] + run["energy_cooling_kwh"]).epsilon(1e-12));
    const double in = run["energy_solar_kwh"] + run["energy_grid_import_kwh"] + run["energy_battery_discharge_kwh"];
    const double out = run["energy_facility_kwh"] + run["energy_battery_charge_kwh"] + run["energy_grid_export_kwh"] +
                       run["energy_curtailed_kwh"];
    CHECK(in == Approx(out).epsilon(1e-9));
    CHECK(run["energy_battery_charge_kwh"] > 0);
    CHECK(run["energy_jobs_kwh"] + run["energy_idle_kwh"] + run["energy_unallocated_kwh"] ==
          Approx(run["energy_it_kwh"]).epsilon(1e-9));
}
