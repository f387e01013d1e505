#include "tests/models/world/scenario_run.h"

using namespace dcsim;

namespace {

/// 14 nodes and a gang of 8 whose nodes exchange with each other.
std::string site(const std::string& cluster, const std::string& rest)
{
    return R"(
[scenario]
start = 2025-06-02T00:00:00Z
duration = "1 d"
drain = "5 d"
[cluster]
nodes = 14
node = "8xh100"
)" + cluster +
           R"(
[facility]
kind = "constant-pue"
pue = 1.0
wue = "0 L/kWh"
[workload.mixture]
arrivals = { kind = "at-start", count = 1 }
gpus = 64
work = { kind = "training", model = "llama-4-scout", tokens = 1e9, batch = 128, sequence = 4096, tensor = 4, data = 16, expert = 16, sequence_parallel = true, recompute = "selective", zero = 1 }
)" + rest;
}

const std::string tree = "network = { kind = 'fat-tree', radix = 64, oversubscription = 7 }";

} // namespace

TEST_CASE("oversubscription costs a gang across leaves time, and one leaf nothing", "[world][network]")
{
    const ScenarioFile file = read_scenario(site("", R"(
[policy.unknown]
baseline = true
[policy.full.cluster]
network = { kind = "fat-tree", radix = 64, latency = "0 s" }
[policy.narrow.cluster]
network = { kind = "fat-tree", radix = 64, oversubscription = 7, latency = "0 s" }
[policy.narrow-spread]
extends = ["narrow"]
cluster = { placement = "spread" }
[policy.rails.cluster]
network = { kind = "rail-optimised", nodes_per_pod = 16, oversubscription = 4, latency = "0 s" }
)"));
    const auto time = [&](const char* name) { return ran(policy(file, name))["accelerator_hours"]; };
    const double alone = time("unknown");
    CHECK(time("full") == Approx(alone).epsilon(1e-9));
    CHECK(time("rails") == Approx(alone).epsilon(1e-9)); // one set of leaves
    // Leaves of 7 nodes whose cables up carry what one node sends: 7 and 1 exchange 7 x 1 / 7, 4 and 4 16 / 7.
    CHECK(time("narrow") == Approx(alone).epsilon(1e-9));
    CHECK(time("narrow-spread") > 1.1 * alone);
}

TEST_CASE("switches draw all the time, and what jobs, idle nodes and switches draw is the IT energy",
          "[world][network][analytic]")
{
    const ScenarioFile file = read_scenario(site(tree, ""));
    const Ran run = ran(file.policies.front().scenario);
    require_checks_pass(run);
    // 2 leaves of 56 ports down and 8 up, 8 spines with a port to each leaf: 10 switches, 2 x 64 + 16 ports; 6 days.
    const double switches_kwh = (10 * 747.0 + 144 * 15.2) / 1e3 * 6 * 24;
    const auto& jobs = run.outcome.totals.jobs;
    CHECK(jobs.network / kWh == Approx(switches_kwh));
    CHECK(run["energy_unallocated_kwh"] == Approx(switches_kwh)); // gangs of whole nodes
    CHECK(run["energy_it_kwh"] ==
          Approx(run["energy_jobs_kwh"] + run["energy_idle_kwh"] + run["energy_unallocated_kwh"]));
}

TEST_CASE("a run in a network that was saved half-way ends as if it had not been", "[world][network][invariant]")
{
    const std::string small = R"(
[workload.small]
arrivals = { kind = "poisson", rate = "90 /d" }
gpus = 32
work = { kind = "training", model = "bert-large", tokens = 2e9, batch = BATCH, sequence = 512, data = 32 }
[workload.smaller]
arrivals = { kind = "poisson", rate = "90 /d" }
gpus = { choices = [1, 4, 12], weights = [4, 3, 2] }
duration = { kind = "lognormal", median = "1 h", sigma = 1 }
)";
    for (const auto& [placement, contention] : {std::pair{"spread", "none"},
                                                {"topology-aware", "none"},
                                                {"spread", "overlapping"},
                                                {"spread", "interleaved"}}) {
        // Where gangs are to slow each other, leaves of 5 nodes share a third of what one sends.
        const bool shared = contention != std::string{"none"};
        const std::string cluster = (shared ? "network = { radix = 16, ports_per_node = 3, oversubscription = 15, "
                                              "contention = '" +
                                                  std::string{contention} + "' }"
                                            : tree) +
                                    "\nplacement = '" + placement + "'";
        std::string jobs = small; // little arithmetic for each exchange, where gangs are to slow each other
        jobs.replace(jobs.find("BATCH"), 5, shared ? "32" : "512");
        const Scenario scenario = read_scenario(site(cluster, jobs)).policies.front().scenario;
        Inputs inputs;
        const RunContext context = Simulation::context_of(scenario, 0, inputs);
        const Ran whole = ran(scenario);
        require_checks_pass(whole);
        Archive archive;
        {
            Simulation first{scenario, context, nullptr};
            first.advance_to(Time{20 * 3'600'000'000'000});
            first.state(archive);
        }
        Simulation second{scenario, context, nullptr};
        Archive saved{archive.bytes()};
        second.state(saved);
        MemorySink none;
        const Ran resumed = finished(second, none);
        CHECK(same_bits(resumed.metrics, whole.metrics));
        INFO(contention << ' ' << whole["contention_accelerator_hours"]);
        CHECK((whole["contention_accelerator_hours"] > 0) == shared);
    }
}
