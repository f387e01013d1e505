#include "tests/analysis/results/temporary_folder.h"
#include "tests/models/world/one_job.h"
#include <fstream>

using namespace dcsim;

namespace {

/// A pool of nodes of 8, each of 800 to 4,000 W at the plug by the load.
std::string pool(const std::string& table, int nodes)
{
    return "[" + table + "]\nnodes = " + std::to_string(nodes) +
           "\naccelerators = 8\npower = { kind = 'linear', idle = '800 W', full = '4000 W' }\n";
}

/// Jobs of a file with the columns submit, duration, accelerators and those that are named.
Ran run(const std::string& rows, const std::string& pools, const std::string& more, const std::string& columns = {})
{
    const TemporaryFolder folder;
    const auto file = folder / "jobs.csv";
    std::ofstream{file} << "submit,duration,accelerators" << columns << '\n' << rows;
    const ScenarioFile scenario = read_scenario(
        "[scenario]\nduration = '1 h'\ndrain = '1 d'\n[facility]\nkind = 'constant-pue'\npue = 1\nwue = '0 L/kWh'\n" +
        pools + "[workload.jobs]\nkind = 'csv'\nfile = '" + file.string() + "'\n" + more);
    Ran result = ran(scenario.policies.front().scenario);
    require_checks_pass(result);
    return result;
}

} // namespace

TEST_CASE("a job goes to the pool where it is believed to end first", "[world][pools][analytic]")
{
    const std::string both = pool("cluster", 1) + pool("pool.second.cluster", 1);
    // At 0 to the first of equals; at 1 to the second, which is empty; at 2 behind the first, which ends at 100, and
    // not behind the second, which ends at 101; at 3 behind the second: 98 left there, 97 + 50 in the first.
    const Ran jobs = run("0,100,8\n1,100,8\n2,50,8\n3,30,8\n", both, "pools = ['main', 'second']\n");
    const auto& totals = jobs.outcome.totals;
    REQUIRE(totals.pools.size() == 2);
    CHECK(totals.pools[0].account.counted.completed == 2);
    CHECK(totals.pools[1].account.counted.completed == 2);
    CHECK(totals.accounts[0].counted.completed == 4);
    CHECK(totals.accounts[0].wait_seconds.mean() == Approx((0 + 0 + 98 + 98) / 4.0));
    CHECK(totals.pools[0].jobs.accelerator_seconds == Approx(8 * 150));
    CHECK(totals.pools[1].jobs.accelerator_seconds == Approx(8 * 130));
    CHECK(totals.jobs.workloads[0].accelerator_seconds == Approx(8 * 280));
    CHECK(jobs["makespan_s"] == Approx(150));
}

TEST_CASE("a job that outruns its estimate is believed to end at once, and to do nobody else's work",
          "[world][pools][analytic]")
{
    const std::string both = pool("cluster", 1) + pool("pool.second.cluster", 1);
    // All start on the first of equals or on the empty pool. At 1001 the first job, announced for 100 s, is believed to
    // end at once, and the third waits for 900 s in the pool to which alone it may go; the last finds the other empty.
    const TemporaryFolder folder;
    const auto file = folder / "overrun.csv";
    std::ofstream{file} << "submit,duration,accelerators,announced\n0,2000,8,100\n1000,900,8,900\n";
    const Ran jobs = run("1001,10,8\n", both,
                         "pools = ['main', 'second']\n[workload.long]\nkind = 'csv'\nfile = '" + file.string() +
                             "'\ncolumns = { estimate = 'announced' }\n");
    const auto& totals = jobs.outcome.totals;
    CHECK(totals.pools[1].account.counted.completed == 1);
    CHECK(totals.accounts[0].wait_seconds.mean() == 0);
    CHECK(totals.accounts[1].wait_seconds.mean() == Approx((2000 - 1000) / 2.0));
}

TEST_CASE("jobs on cores alone are shared among pools by the cores that they hold", "[world][pools][analytic]")
{
    const std::string both = pool("cluster", 1) + "cores = 8\n" + pool("pool.second.cluster", 1) + "cores = 8\n";
    // As with accelerators: two run at once, the third waits for the first, the fourth for the second.
    const Ran jobs = run("0,100,0,8\n1,100,0,8\n2,100,0,8\n3,100,0,8\n", both,
                         "pools = ['main', 'second']\ncpu_jobs = true\ncolumns = { cores = 'cores' }\n", ",cores");
    const auto& totals = jobs.outcome.totals;
    CHECK(totals.pools[0].account.counted.completed == 2);
    CHECK(totals.pools[1].account.counted.completed == 2);
    CHECK(totals.accounts[0].wait_seconds.mean() == Approx((0 + 0 + 98 + 98) / 4.0));
}

TEST_CASE("a job that may run on fewer accelerators is believed to, in a pool that cannot hold what it asks for",
          "[world][pools][analytic]")
{
    const std::string both = pool("cluster", 1) + pool("pool.large.cluster", 4);
    // On 8 of the 16 accelerators that the third asks for it ends at 2 + 200 s; behind the first two in the large pool
    // it would at (16 * 98 + 32 * 100) / 32 + 2 + 100 = 251 s.
    const Ran jobs = run("0,100,16\n1,100,32\n2,100,16\n", both,
                         "pools = ['main', 'large']\nelasticity = { kind = 'moldable', min = 0.5 }\n");
    const auto& totals = jobs.outcome.totals;
    CHECK(totals.accounts[0].counted.rejected == 0);
    CHECK(totals.pools[0].account.counted.completed == 1);
    CHECK(totals.pools[0].jobs.accelerator_seconds == Approx(8 * 200));
}

TEST_CASE("the least energy is that of nodes as they would be filled", "[world][pools][analytic]")
{
    const std::string law = "power = { kind = 'square', idle = '";
    // 12 accelerators for an hour. Two nodes of 8, the last half full: 12/8 * 100 + (1 + 1/4) * 200 = 400 Wh, though
    // two nodes of 6 would take 375. On 12 of 16: 12/16 * 200 + 9/16 * 417.8 = 385 Wh.
    const Ran jobs = run("0,3600,12\n",
                         "[cluster]\nnodes = 2\naccelerators = 8\n" + law +
                             "100 W', full = '300 W' }\n[pool.b.cluster]\nnodes = 1\naccelerators = 16\n" + law +
                             "200 W', full = '617.8 W' }\n",
                         "pools = ['main', 'b']\nroute = 'least-energy'\n");
    const auto& totals = jobs.outcome.totals;
    CHECK(totals.pools[1].account.counted.completed == 1);
    CHECK(totals.jobs.workloads[0].energy / kWh == Approx(0.2 * 12 / 16 + 0.4178 * 9 / 16));
}

TEST_CASE("jobs of one instant are sent in the order of the file, whatever their pools", "[world][pools]")
{
    const auto at_once = [](const std::string& name, const std::string& pools) {
        return "[workload." + name + "]\narrivals = { kind = 'at-start', count = 1 }\ngpus = 8\nduration = '100 s'\n" +
               "pools = " + pools + "\n";
    };
    const std::string pools = pool("cluster", 1) + pool("pool.b.cluster", 1) +
                              "[pool.c.cluster]\nnodes = 1\naccelerators = 1\n"
                              "power = { kind = 'linear', idle = '1 W', full = '2 W' }\n";
    const ScenarioFile file =
        read_scenario("[scenario]\nduration = '1 h'\n[facility]\nkind = 'constant-pue'\npue = 1\nwue = '0 L/kWh'\n" +
                      pools + at_once("x", "['c', 'b', 'main']") + at_once("y", "['b', 'main']"));
    const Ran jobs = ran(file.policies.front().scenario);
    require_checks_pass(jobs);
    const auto& totals = jobs.outcome.totals;
    CHECK(totals.pools[1].jobs.workloads[0].accelerator_seconds == Approx(800)); // x came first, and found b empty
    CHECK(totals.pools[0].jobs.workloads[1].accelerator_seconds == Approx(800));
}

TEST_CASE("a job that one pool cannot hold goes to another, and is rejected only where none can", "[world][pools]")
{
    const std::string both = pool("cluster", 1) + pool("pool.large.cluster", 4);
    const Ran jobs = run("0,100,32\n0,100,16\n0,100,40\n", both, "pools = ['main', 'large']\n");
    const auto& totals = jobs.outcome.totals;
    CHECK(totals.pools[0].account.counted.completed == 0);
    CHECK(totals.pools[0].account.counted.rejected == 1); // the first of its pools says so
    CHECK(totals.pools[1].account.counted.completed == 2);
    CHECK(totals.accounts[0].counted.submitted == 3);
    CHECK(totals.accounts[0].counted.rejected == 1);
}

TEST_CASE("work goes where it ends first, or takes the least energy", "[world][pools]")
{
    const auto hours = [](const std::string& route) {
        const ScenarioFile file = read_scenario(R"(
[scenario]
duration = "1 h"
drain = "30 d"
end = "drained"
[facility]
kind = "constant-pue"
pue = 1.0
wue = "0 L/kWh"
[cluster]
nodes = 1
node = "8xa100"
[pool.fast.cluster]
nodes = 1
node = "8xh100"
[workload.tune]
preset = "llm-finetune"
arrivals = { kind = "at-start", count = 1 }
)" + route);
        const Ran run = ran(file.policies.front().scenario);
        require_checks_pass(run);
        std::vector<double> used;
        for (const PoolTotals& p : run.outcome.totals.pools) used.push_back(p.jobs.accelerator_seconds);
        return used;
    };
    CHECK(hours("pools = ['main', 'fast']\n")[0] == 0);
    CHECK(hours("pools = ['main', 'fast']\n")[1] > 0);
    // A run on H100 takes less energy than on A100, too: both rules agree, whatever the order of the names.
    CHECK(hours("pools = ['main', 'fast']\nroute = 'least-energy'\n")[1] > 0);
    CHECK(hours("pools = ['fast', 'main']\nroute = 'least-energy'\n")[1] > 0);
}

TEST_CASE("pools that all may use are no better than one queue over their nodes, and no job is lost",
          "[world][pools][invariant]")
{
    const std::string rows = "0,300,8\n0,200,4\n5,100,8\n10,50,2\n20,400,8\n30,100,4\n40,100,8\n";
    const Ran one = run(rows, pool("cluster", 3), "");
    const Ran three = run(rows, pool("cluster", 1) + pool("pool.a.cluster", 1) + pool("pool.b.cluster", 1),
                          "pools = ['main', 'a', 'b']\n");
    CHECK(three["jobs_completed"] == 7);
    CHECK(three["accelerator_hours"] == Approx(one["accelerator_hours"]));
    CHECK(three["wait_mean_s"] >= one["wait_mean_s"] - 1e-9);
}
