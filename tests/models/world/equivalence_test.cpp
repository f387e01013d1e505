#include "sim/numerics/statistics.h"
#include "tests/models/world/scenario_run.h"
#include <cmath>

using namespace dcsim;

namespace {

const std::string work = R"(
[workload.gangs]
arrivals = { kind = "poisson", rate = "20 /d" }
gpus = { choices = [1, 2, 4, 8], weights = [4, 3, 2, 1] }
duration = { kind = "lognormal", median = "1 h", sigma = 1 }
flexibility = { slack = "12 h" }
)";

Ran of(const ScenarioFile& file, const std::string& name, std::uint32_t replication = 0)
{
    return ran(policy(file, name), replication);
}

/// Submissions and sizes of every workload, in order.
std::vector<std::uint64_t> arrivals_of(const Scenario& scenario, std::uint32_t replication)
{
    Inputs inputs;
    const RunContext run = Simulation::context_of(scenario, replication, inputs);
    std::vector<std::uint64_t> all;
    for (const WorkloadScenario& w : scenario.workloads) {
        if (w.service) continue;
        const auto stream = make_stream(w.name, WorkloadId{0}, w.jobs, run, scenario.window.arrivals_until());
        while (stream->next_submit()) {
            const JobSpec job = stream->take();
            all.push_back(static_cast<std::uint64_t>(job.submit.ns));
            all.push_back(job.request.milli_accelerators);
            all.push_back(static_cast<std::uint64_t>(job.nominal_duration().ns));
        }
    }
    return all;
}

ScenarioFile renewables()
{
    return load_scenario("scenarios/renewables.toml", {"scenario.duration=8 d"}, registries());
}

} // namespace

TEST_CASE("totals do not depend on how often they are sampled, to the last bit", "[world][invariant]")
{
    const ScenarioFile file = read_scenario(R"(
[scenario]
start = 2025-06-02T00:00:00+02:00
duration = "4 d"
warmup = "1 d"
[climate]
preset = "frankfurt"
[cluster]
nodes = 4
node = "8xh100"
[supply.solar]
peak = "60 kW"
[supply.battery]
energy = "100 kWh"
[policy.minute.output]
sample_every = "60 s"
[policy.hour.output]
sample_every = "1 h"
[policy.none.output]
traces = "none"
[policy.plain]
baseline = true
)" + work);
    const Ran none = of(file, "none");
    CHECK(none.series.empty());
    CHECK(none["jobs_completed"] > 20);
    for (const char* name : {"minute", "hour"}) CHECK(same_bits(of(file, name).metrics, none.metrics));
    CHECK(of(file, "minute").series.front().bins.size() == 3 * 1440);
}

TEST_CASE("a policy equal to the baseline differs from it by exactly 0", "[world][invariant]")
{
    const ScenarioFile file =
        read_scenario(plain_site("duration = '3 d'", work + "[policy.a]\nbaseline = true\n[policy.b]\n"));
    CHECK(same_bits(of(file, "a").metrics, of(file, "b").metrics));
}

TEST_CASE("all policies face the same arrivals and sizes, which differ between replications", "[world][invariant]")
{
    const ScenarioFile file = renewables();
    for (std::uint32_t k = 0; k < 3; ++k) {
        const auto first = arrivals_of(file.policies.front().scenario, k);
        CHECK(first.size() > 60);
        CHECK(first != arrivals_of(file.policies.front().scenario, k + 1));
        for (const PolicyScenario& p : file.policies) {
            const bool same = arrivals_of(p.scenario, k) == first;
            CHECK(same);
        }
    }
}

TEST_CASE("pairing narrows differences between policies, because they share their randomness", "[world][invariant]")
{
    const ScenarioFile file = renewables();
    OnlineStats base, other, paired;
    for (std::uint32_t k = 0; k < 8; ++k) {
        const double a = of(file, "baseline", k)["co2e_location_adjusted_kg"];
        const double b = of(file, "carbon-aware", k)["co2e_location_adjusted_kg"];
        base.add(a);
        other.add(b);
        paired.add(b - a);
    }
    CHECK(paired.variance() < 0.5 * (base.variance() + other.variance()));
}

TEST_CASE("the power of all nodes doubled doubles IT energy", "[world][analytic]")
{
    const ScenarioFile file = read_scenario(plain_site("duration = '3 d'", work + R"(
[policy.once]
baseline = true
[policy.twice.cluster.power]
idle = "800 W"
full = "4000 W"
)"));
    CHECK(of(file, "twice")["energy_it_kwh"] == Approx(2 * of(file, "once")["energy_it_kwh"]).epsilon(1e-13));
    CHECK(of(file, "twice")["pue"] == Approx(of(file, "once")["pue"]).epsilon(1e-13));
}

TEST_CASE("an intensity doubled doubles carbon and changes nothing else", "[world][analytic]")
{
    const ScenarioFile file = read_scenario(plain_site("duration = '3 d'", work + R"(
[policy.once]
baseline = true
[policy.twice.supply.grid]
intensity = "800 g/kWh"
)"));
    const Ran once = of(file, "once"), twice = of(file, "twice");
    for (std::size_t i = 0; i < once.table.size(); ++i) {
        const std::string& name = once.table[i].info.name;
        INFO(name);
        const bool carbon = name.starts_with("co2e") || name.starts_with("cue") || name.starts_with("intensity");
        const double expected = (carbon ? 2 : 1) * once.metrics[i];
        CHECK((twice.metrics[i] == expected || (std::isnan(expected) && std::isnan(twice.metrics[i]))));
    }
}

TEST_CASE("a battery or a solar field of size 0 is the same as none", "[world][invariant]")
{
    const ScenarioFile file = read_scenario(plain_site("duration = '3 d'", work + R"(
[policy.none]
baseline = true
[policy.battery.supply.battery]
energy = "0 kWh"
[policy.solar.supply.solar]
peak = "0 W"
)"));
    for (const char* name : {"battery", "solar"}) CHECK(same_bits(of(file, name).metrics, of(file, "none").metrics));
}

TEST_CASE("deferral without slack leaves the schedule as it was", "[world][invariant]")
{
    const ScenarioFile file = read_scenario(plain_site("duration = '3 d'", work + R"(
[policy.rigid]
baseline = true
[policy.rigid.workload.gangs.flexibility]
slack = "0 s"
[policy.deferred.workload.gangs.flexibility]
slack = "0 s"
[policy.deferred.scheduling.defer]
kind = "lowest-window"
)"));
    CHECK(same_bits(of(file, "rigid").metrics, of(file, "deferred").metrics));
}

TEST_CASE("where intensity and price are constant there is nothing to gain from waiting", "[world][analytic]")
{
    const std::string rule = GENERATE(as<std::string>{}, "lowest-window", "lowest-slot");
    const ScenarioFile file = read_scenario(plain_site("duration = '3 d'", work + R"(
[policy.at-once]
baseline = true
[policy.at-once.supply.grid.forecast]
kind = "oracle"
[policy.deferred.supply.grid.forecast]
kind = "oracle"
[policy.deferred.scheduling.defer]
kind = ")" + rule + "\"\n"));
    CHECK(same_bits(of(file, "at-once").metrics, of(file, "deferred").metrics));
}

TEST_CASE("more nodes never lengthen a first-come-first-served schedule of single-accelerator jobs",
          "[world][invariant]")
{
    std::string policies = "[policy.n1]\nbaseline = true\n[policy.n1.cluster]\nnodes = 1\n";
    for (int n = 2; n <= 6; ++n)
        policies += "[policy.n" + std::to_string(n) + ".cluster]\nnodes = " + std::to_string(n) + "\n";
    const ScenarioFile file = read_scenario(plain_site("duration = '2 d'\ndrain = '60 d'\nend = 'drained'", R"(
[workload.singles]
arrivals = { kind = "poisson", rate = "10 /h" }
gpus = 1
duration = { kind = "exponential", mean = "90 min" }
)" + policies));
    Ran fewer = of(file, "n1");
    CHECK(fewer["jobs_unfinished"] == 0);
    for (int n = 2; n <= 6; ++n) {
        Ran more = of(file, "n" + std::to_string(n));
        for (const char* metric : {"makespan_s", "wait_mean_s", "wait_p95_s", "wait_max_s"})
            CHECK(more[metric] <= fewer[metric]);
        CHECK(more["jobs_completed"] == fewer["jobs_completed"]);
        fewer = std::move(more);
    }
}
