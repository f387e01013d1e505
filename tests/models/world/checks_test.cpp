#include "models/site/site.h"
#include "scenario_run.h"

using namespace dcsim;

namespace {

const CheckResult& check(const Ran& run, std::string_view part)
{
    const auto found = std::ranges::find_if(
        run.outcome.checks, [&](const CheckResult& c) { return c.name.find(part) != std::string::npos; });
    REQUIRE(found != run.outcome.checks.end());
    return *found;
}

std::string busy_hall(const std::string& facility, const std::string& supply = {})
{
    return R"(
[scenario]
duration = "3 d"
[climate]
kind = "constant"
[cluster]
nodes = 64
accelerators = 8
power = { kind = "linear", idle = "2 kW", full = "8 kW" }
[facility]
)" + facility +
           R"(
[supply.grid]
kind = "constant"
intensity = "400 g/kWh"
price = { kind = "fixed", price = "0.1 EUR/kWh" }
)" + supply +
           R"(
[workload.w]
arrivals = { kind = "poisson", rate = "200 /d" }
gpus = 8
duration = "10 h"
)";
}

} // namespace

TEST_CASE("a plant that is far too small fails the run's check of temperatures", "[world][invariant]")
{
    const ScenarioFile small = read_scenario(busy_hall("kind = \"air-chiller\"\ndesign_it = \"30 kW\""));
    const Ran run = ran(small.policies.front().scenario);
    CHECK_FALSE(check(run, "offered to the IT").passed());
    CHECK(run["heat_unmet_kwh"] > 0);
    CHECK(check(run, "heat into the cooling plant").passed()); // hot, but no energy is lost

    const ScenarioFile large = read_scenario(busy_hall("kind = \"air-chiller\""));
    const Ran well = ran(large.policies.front().scenario);
    require_checks_pass(well);
    CHECK(well["heat_unmet_kwh"] == 0);
}

TEST_CASE("the carbon ledger is audited where the intensity never changes", "[world][invariant]")
{
    const ScenarioFile file = read_scenario(busy_hall("kind = \"water-chiller-wse\"", R"(
[supply.battery]
energy = "1 MWh"
self_discharge = "0.001 /h"
[supply.solar]
peak = "500 kW"
)"));
    const Scenario& scenario = file.policies.front().scenario;
    Inputs inputs;
    Simulation simulation{scenario, Simulation::context_of(scenario, 0, inputs), nullptr};
    const Outcome outcome = simulation.finish();
    for (const CheckResult& c : outcome.checks) {
        INFO(c.name << ' ' << c.residual);
        CHECK(c.passed());
    }
    // Import times 400 g/kWh, summed here, is what the audit must have compared with.
    CHECK(outcome.totals.supply.location_carbon.si() ==
          Approx((outcome.totals.supply.of(Flow::import) * (400 * gram_per_kWh)).si()).epsilon(1e-9));
    CHECK(simulation.site().audited_residual().si() < 1e-6 * outcome.totals.supply.location_carbon.si());
}

TEST_CASE("the sources of the grid's signals and rows without jobs are told", "[world]")
{
    const ScenarioFile file = read_scenario(busy_hall("kind = \"constant-pue\"\npue = 1.2\nwue = \"0 L/kWh\""));
    const Ran run = ran(file.policies.front().scenario);
    CHECK(run.outcome.sources.at("grid") == "average, assumed; constant, given by the scenario");
    CHECK(run.outcome.warnings.empty());
}
