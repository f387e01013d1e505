#include "tests/analysis/results/temporary_folder.h"
#include "tests/models/world/scenario_run.h"
#include <fstream>

using namespace dcsim;

namespace {

/// Jobs of files; `a` and `b` have the columns submit, duration, accelerators.
std::string two_workloads(const TemporaryFolder& folder, const std::string& a, const std::string& b)
{
    const auto workload = [&](const std::string& name, const std::string& rows) {
        const auto file = folder / (name + ".csv");
        std::ofstream{file} << "submit,duration,accelerators\n" << rows;
        return "[workload." + name + "]\nkind = 'csv'\nfile = '" + file.string() + "'\n";
    };
    return workload("a", a) + workload("b", b);
}

Ran checked(const ScenarioFile& file, const std::string& name)
{
    Ran run = ran(policy(file, name));
    require_checks_pass(run);
    return run;
}

/// A cluster of two nodes of the catalogue.
std::string two_nodes(const std::string& table, const std::string& node)
{
    return "[" + table + "]\nnodes = 2\nnode = '" + node + "'\n";
}

/// One run of fine-tuning on these clusters.
ScenarioFile tuned(const std::string& clusters, int accelerators, const std::string& more = {})
{
    return read_scenario("[scenario]\nduration = '4 d'\n[facility]\nkind = 'constant-pue'\npue = 1.0\n"
                         "wue = '0 L/kWh'\n" +
                         clusters + "[workload.tune]\npreset = 'llm-finetune'\n" +
                         "arrivals = { kind = 'at-start', count = 1 }\ngpus = " + std::to_string(accelerators) + '\n' +
                         more);
}

constexpr double joule_per_kwh = 3.6e6;

} // namespace

TEST_CASE("each pool has nodes of its own kind and a queue of its own", "[world][pools][analytic]")
{
    // Pool main: 4 nodes of 4, 400 to 2,000 W. Pool small: one node of 2, 100 to 500 W. First come, first served.
    const TemporaryFolder folder;
    const ScenarioFile file = read_scenario(plain_site(
        "duration = '1000 s'", two_workloads(folder, "0,300,16\n10,100,16\n20,10,1\n", "0,200,1\n20,100,2\n30,50,1\n") +
                                   R"(
pool = "small"
[policy.alone]
baseline = true
[policy.alone.workload.b]
pool = "main"
[policy.beside.pool.small.cluster]
nodes = 1
accelerators = 2
power = { kind = "linear", idle = "100 W", full = "500 W" }
[policy.beside.pool.small.scheduling]
kind = "fcfs"
[policy.alone.pool.small.cluster]
nodes = 1
accelerators = 2
power = { kind = "linear", idle = "100 W", full = "500 W" }
)"));
    const Ran run = checked(file, "beside");
    const auto& totals = run.outcome.totals;
    // Main: 16 accelerators until 300, again until 400, one until 410. Small: one until 200, two until 300, one to 350.
    CHECK(totals.accounts[0].wait_seconds.mean() == Approx((0 + 290 + 380) / 3.0));
    CHECK(totals.accounts[1].wait_seconds.mean() == Approx((0 + 180 + 270) / 3.0));
    const double main = 4 * 400 * 1000 + 4 * 1600 * 400 + 400 * 10;
    const double small = 100 * 1000 + 200 * 200 + 400 * 100 + 200 * 50;
    CHECK(run["energy_it_kwh"] * joule_per_kwh == Approx(main + small).epsilon(1e-12));
    CHECK(run["accelerator_hours_capacity"] == Approx((16 + 2) * 1000 / 3600.0));
    CHECK(run["accelerator_hours"] * 3600 == Approx(16 * 400 + 10 + 200 + 200 + 50));
    CHECK(run["jobs_completed"] == 6);
    // On one pool all of them stand in one queue: 0-300, 300-400, 400-500 and so on.
    CHECK(checked(file, "alone")["wait_max_s"] > 380);
}

TEST_CASE("two pools of one kind take what one cluster of all their nodes takes, losses included",
          "[world][pools][analytic]")
{
    // Jobs of whole nodes that fill their part of the nodes: whoever places them, as many nodes are in use.
    const std::string nodes = R"(accelerators = 4
cores = 8
power_basis = "dc"
power = { kind = "linear", idle = "400 W", full = "2000 W" }
)";
    const TemporaryFolder folder;
    const std::string rest = two_workloads(folder, "0,30000,8\n40000,20000,4\n", "1000,50000,8\n60000,9000,4\n");
    const auto site = [&](const std::string& clusters, const std::string& changes) {
        return "[scenario]\nstart = 2025-06-02T00:00:00Z\nduration = '1 d'\nwarmup = '2 h'\n[climate]\npreset = "
               "'frankfurt'\n[supply.grid]\nzone = 'germany'\n" +
               clusters + rest + changes;
    };
    const Ran one = ran(read_scenario(site("[cluster]\nnodes = 4\n" + nodes, "")).policies.front().scenario);
    const Ran two =
        ran(read_scenario(site("[cluster]\nnodes = 2\n" + nodes + "[pool.second.cluster]\nnodes = 2\n" + nodes,
                               "pool = 'second'\n"))
                .policies.front()
                .scenario);
    require_checks_pass(two);
    CHECK(one["energy_psu_kwh"] > 1);
    for (std::size_t i = 0; i < one.table.size(); ++i) {
        INFO(one.table[i].info.name);
        if (std::isnan(one.metrics[i])) continue;
        CHECK(two.metrics[i] == Approx(one.metrics[i]).epsilon(1e-12));
    }
    const auto series = [](const Ran& run, const char* name) {
        const auto found = std::ranges::find_if(run.series, [&](const auto& s) { return s.info.name == name; });
        REQUIRE(found != run.series.end());
        return found->bins;
    };
    for (const char* name : {"it_power", "facility_power", "cooling_power"})
        CHECK(series(one, name) == series(two, name));
    const std::vector<float> first = series(two, "it_power_main"), second = series(two, "it_power_second");
    for (std::size_t i = 0; i < first.size(); ++i)
        CHECK(first[i] + second[i] == Approx(series(one, "it_power")[i]).epsilon(1e-6));
}

TEST_CASE("only nodes that are stated behind their supplies lose power in them", "[world][pools][analytic]")
{
    const auto psu = [](const std::string& main, const std::string& other) {
        const std::string node = "accelerators = 4\npower = { kind = 'linear', idle = '400 W', full = '2000 W' }\n";
        return ran(read_scenario("[scenario]\nduration = '1 d'\n[cluster]\nnodes = 3\n" + main + node +
                                 "[pool.other.cluster]\nnodes = 2\n" + other + node +
                                 "[workload.a]\narrivals = { kind = 'at-start', count = 1 }\ngpus = 12\n"
                                 "duration = '1 d'\n")
                       .policies.front()
                       .scenario)["energy_psu_kwh"];
    };
    const std::string wall = "power_basis = 'wall'\n", dc = "power_basis = 'dc'\n";
    const double busy = psu(dc, wall), idle = psu(wall, dc);
    CHECK(psu(wall, wall) == 0);
    CHECK(busy > idle);
    CHECK(idle > 0);
    CHECK(psu(dc, dc) == Approx(busy + idle).epsilon(1e-12));
}

TEST_CASE("work runs at the pace of its pool's accelerators", "[world][pools][invariant]")
{
    const auto run = [](const std::string& clusters, const std::string& more = {}) {
        return ran(tuned(clusters, 8, more).policies.front().scenario).outcome.totals.jobs.workloads.front();
    };
    const auto h100 = run(two_nodes("cluster", "8xh100")), a100 = run(two_nodes("cluster", "8xa100"));
    const auto both = two_nodes("cluster", "8xh100") + two_nodes("pool.old.cluster", "8xa100");
    const auto on_main = run(both), on_old = run(both, "pool = 'old'\n");
    CHECK(h100.accelerator_seconds < 0.7 * a100.accelerator_seconds);
    CHECK(on_main.accelerator_seconds == h100.accelerator_seconds);
    CHECK(on_main.energy.si() == h100.energy.si());
    CHECK(on_old.accelerator_seconds == a100.accelerator_seconds);
    CHECK(on_old.energy.si() == a100.energy.si());
}

TEST_CASE("work that shares no node takes as long, and the idle share of what it leaves unused", "[world][analytic]")
{
    const auto run = [](const std::string& more) {
        const std::string without_saves = "work = { steps_per_checkpoint = 1e18 }\n"; // whole nodes save faster
        return ran(tuned(two_nodes("cluster", "8xh100"), 4, without_saves + more).policies.front().scenario);
    };
    const Ran shared = run(""), alone = run("exclusive = true\n");
    require_checks_pass(alone);
    const auto& less = shared.outcome.totals.jobs.workloads.front();
    const auto& more = alone.outcome.totals.jobs.workloads.front();
    const double seconds = less.accelerator_seconds / 4;
    CHECK(more.accelerator_seconds == Approx(8 * seconds));
    CHECK(more.energy.si() - less.energy.si() == Approx(4 * 350 * seconds)); // 2,800 W of an idle server
    const auto rest = [](const auto& w) { return at(w.ledgers.cause, Cause::overhead).si(); };
    CHECK(rest(more) - rest(less) == Approx(4 * 350 * seconds));
}

TEST_CASE("pools fail, and are scheduled, by themselves", "[world][pools]")
{
    const std::string fails = R"(.reliability.failures.node]
every = "9 h"
repair = "1 h"
)";
    const auto site = [&](const std::string& more) {
        return read_scenario(plain_site("duration = '30 d'", R"(
[workload.a]
arrivals = { kind = "at-start", count = 1 }
gpus = 1
duration = "1 h"
[pool.second.cluster]
nodes = 4
accelerators = 4
power = { kind = "linear", idle = "400 W", full = "2000 W" }
)" + more))
            .policies.front()
            .scenario;
    };
    const auto failures = [&](const std::string& more) { return ran(site(more))["failures"]; };
    const double main = failures("[reliability.failures.node]\nevery = '9 h'\nrepair = '1 h'\n");
    const double second = failures("[pool.second" + fails);
    const double both = failures("[reliability.failures.node]\nevery = '9 h'\nrepair = '1 h'\n[pool.second" + fails);
    CHECK(both == main + second);
    CHECK(main != second); // streams of their own
    CHECK(main == Approx(4 * 72).epsilon(0.2));
    CHECK(site("[pool.second.scheduling]\nkind = 'skip'\n").site.pools[1].scheduler()->overtakes());
    CHECK_FALSE(site("[pool.second.scheduling]\nkind = 'fcfs'\n").site.pools[1].scheduler()->overtakes());
}

TEST_CASE("the clock stops when the jobs of all pools have left", "[world][pools]")
{
    const TemporaryFolder folder;
    const ScenarioFile file = read_scenario(plain_site("duration = '1000 s'\ndrain = '1 h'\nend = 'drained'",
                                                       two_workloads(folder, "0,300,16\n", "0,1700,2\n") + R"(
pool = "small"
[pool.small.cluster]
nodes = 1
accelerators = 2
power = { kind = "linear", idle = "100 W", full = "500 W" }
)"));
    const Ran run = ran(file.policies.front().scenario);
    CHECK(run.outcome.end == Time{} + Span{1'700'000'000'000});
    CHECK(run["jobs_completed"] == 2);
}
