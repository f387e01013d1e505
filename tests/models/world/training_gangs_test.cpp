#include "tests/models/world/one_job.h"

using namespace dcsim;

namespace {

/// Without saves: accelerators at rest bring their share of the node's storage to them.
JobRun trained(const std::string& gpus, const std::string& how)
{
    return run_job("reference-8xa100", 8,
                   "gpus = " + gpus +
                       "\nwork = { kind = 'training', model = 'gpt-2-xl', tokens = 1e6, sequence = 1024, "
                       "steps_per_checkpoint = 1e18, " +
                       how + " }\n");
}

} // namespace

TEST_CASE("three accelerators beside a pipeline of four rest for as long as it trains", "[world][training][analytic]")
{
    const JobRun four = trained("4", "batch = 64, pipeline = 4"), seven = trained("7", "batch = 64, pipeline = 4");
    CHECK(seven.hours == Approx(four.hours).epsilon(1e-9));
    const double rest_kw = (60 + 1020 / 8.0) / 1000; // an accelerator at rest with its share of the server
    CHECK(seven.kwh == Approx(four.kwh + 3 * rest_kw * four.hours).epsilon(1e-9));
}

TEST_CASE("as many copies as are said take as long alone as beside accelerators at rest", "[world][training][analytic]")
{
    const JobRun alone = trained("2", "batch = 64"), beside = trained("8", "batch = 64, data = 2");
    CHECK(beside.hours == Approx(alone.hours).epsilon(1e-9));
    CHECK(trained("8", "batch = 64, data = 8").hours == Approx(trained("8", "batch = 64").hours).epsilon(1e-12));
}

namespace {

/// What a tenth of the work costs once, over what the job takes, on a cluster with many cores beside its nodes.
double once(const std::string& lines)
{
    std::string text = one_job("reference-8xa100", 8, lines + "techniques = ['zeros']\n",
                               "[catalog.technique.zeros]\nkind = 'unstructured-pruning'\nretraining = 0.1\n");
    text.insert(text.find("nodes = 8"), "pool_cores = 1024\n");
    const Ran run = ran(read_scenario(text).policies.front().scenario);
    REQUIRE(run["jobs_completed"] == 1);
    return run["energy_one_off_kwh"] / (run.outcome.totals.jobs.workloads.front().energy / kWh);
}

} // namespace

TEST_CASE("retraining by a tenth of the work takes a tenth of its energy, whatever the gang and its stretches",
          "[world][training][analytic]")
{
    const std::string gpt = "work = { kind = 'training', model = 'gpt-2-xl', tokens = 1e6, sequence = 1024, "
                            "steps_per_checkpoint = 1e9, "; // saves are no iterations
    const auto tenth = Approx(0.1).epsilon(1e-6);           // times, powers and loads of a run are whole numbers
    CHECK(once("gpus = 8\n" + gpt + "batch = 64 }\n") == tenth);
    CHECK(once("gpus = 64\n" + gpt + "batch = 64 }\n") == tenth); // on eight nodes
    CHECK(once("gpus = 64\n" + gpt + "batch = 64, tensor = 1, pipeline = 16 }\n") == tenth);
    CHECK(
        once("gpus = 8\nwork = { kind = 'phases', phase = { a = { kind = 'training', model = 'gpt-2-xl', tokens = 1e6, "
             "batch = 8, sequence = 1024, steps_per_checkpoint = 1e9 }, b = { kind = 'training', model = 'gpt-2-xl', "
             "tokens = 2e6, batch = 512, "
             "sequence = 1024, steps_per_checkpoint = 1e9 } } }\n") == tenth);
    CHECK(once("gpus = 8\nwork = { kind = 'search', trials = 64, trial = { kind = 'network', model = 'resnet-50', "
               "items = 1e5, batch = 64 } }\n") == tenth);
    CHECK(once("gpus = 8\npool_cores = 1024\nwork = { kind = 'campaign', flops = '1000 TFLOP', bytes = '1 GB', "
               "core_time = '40000 s', at_rest = '0 s', saved = '0 GB' }\n") == tenth);
}

TEST_CASE("zeros that no hardware skips change neither time nor energy, and are warned of", "[world][analytic]")
{
    const std::string items = "gpus = 8\nwork = { kind = 'items', items = 1e6, flops = '4 TFLOP' }\n";
    const JobRun dense = run_job("8xv100", 1, items);
    const std::string sparse = items + "techniques = ['two-of-four']\n";
    const auto run_on = [](const char* node, const std::string& lines, const std::string& more = {}) {
        return ran(read_scenario(one_job(node, 1, lines, more)).policies.front().scenario);
    };
    const Ran run = run_on("8xv100", sparse);
    CHECK(run["makespan_s"] / 3600 == Approx(dense.hours).epsilon(1e-12));
    CHECK(run.outcome.totals.jobs.workloads.front().energy / kWh == Approx(dense.kwh).epsilon(1e-12));
    REQUIRE(run.outcome.warnings.size() == 1);
    CHECK(run.outcome.warnings.front().starts_with("workload.one: two-of-four changes nothing"));
    CHECK(run_on("reference-8xa100", sparse).outcome.warnings.empty());
    // Of several pools that jobs may run on, none must skip them.
    for (const auto& [node, warnings] : {std::pair{"8xv100", 1U}, {"reference-8xa100", 0U}})
        CHECK(run_on("8xv100", sparse + "pools = ['main', 'other']\n",
                     "[pool.other.cluster]\nnodes = 1\nnode = '" + std::string{node} + "'\n")
                  .outcome.warnings.size() == warnings);
}

TEST_CASE("a job that holds a part of a node saves at that part of its storage's rate", "[world][analytic]")
{
    const auto seconds = [](const std::string& gpus) {
        return 3600 * run_job("reference-8xa100", 2,
                              "gpus = " + gpus +
                                  "\nwork = { kind = 'campaign', flops = '0 TFLOP', bytes = '0 GB', core_time = '0 s', "
                                  "at_rest = '0 s', saved = '8 GB' }\n")
                          .hours;
    };
    CHECK(seconds("16") == Approx(8 / (2 * 2.0)).epsilon(1e-9)); // 2 GB/s of a node
    CHECK(seconds("8") == Approx(8 / 2.0).epsilon(1e-9));
    CHECK(seconds("1") == Approx(8 / (2.0 / 8)).epsilon(1e-9));
    CHECK(seconds("1\nexclusive = true") == Approx(8 / 2.0).epsilon(1e-9));
}

TEST_CASE("work that takes longer than any run is refused with its workload and length", "[world][analytic]")
{
    const double items = 1e15;
    const std::string work = "gpus = 8\nwork = { kind = 'items', items = 1e15, flops = '1 TFLOP' }\n";
    const Scenario slow = read_scenario(one_job("reference-8xa100", 1, work)).policies.front().scenario;
    const AcceleratorParams& a = *slow.site.pools.front().accelerator;
    const double years = items * 1e12 / (8 * at(a.peak, Precision::bf16).si() * a.achievable.compute) / 31'536'000;
    const Ran run = ran(slow);
    CHECK(run["jobs_rejected"] == 1);
    REQUIRE(run.outcome.warnings.size() == 1);
    const std::string told = "workload.one: jobs were rejected, because a job takes ";
    REQUIRE(run.outcome.warnings.front().starts_with(told));
    CHECK(std::stod(run.outcome.warnings.front().substr(told.size())) == Approx(years).epsilon(0.005)); // three digits
}

TEST_CASE("retraining that hardware refuses is told, and is no part of what a technique costs once", "[world]")
{
    // A Gaudi 2 has no units of 32 bits in its row: the job needs its technique, and its retraining came before it.
    const std::string lines =
        "gpus = 8\nwork = { kind = 'training', model = 'gpt-2-xl', tokens = 1e6, sequence = 1024, "
        "batch = 64, precision = 'tf32' }\ntechniques = ['half']\n";
    const std::string half = "[catalog.technique.half]\nkind = 'mixed-precision'\nretraining = 0.1\n";
    std::string text = one_job("reference-8xa100", 1, lines, half);
    text.insert(text.find("nodes = 1"), "accelerator = { preset = 'gaudi2' }\n");
    const Ran run = ran(read_scenario(text).policies.front().scenario);
    CHECK(run["jobs_completed"] == 1);
    CHECK(run["energy_one_off_kwh"] == 0);
    REQUIRE(run.outcome.warnings.size() == 1);
    CHECK(run.outcome.warnings.front() ==
          "workload.one: what half costs once leaves out work that the hardware refuses, because it has no tf32 "
          "units");
}
