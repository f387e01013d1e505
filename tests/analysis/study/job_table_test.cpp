#include "analysis/results/results_file.h"
#include "analysis/study/assemble.h"
#include "analysis/study/run.h"
#include "tests/analysis/results/hdf5_walk.h"
#include "tests/analysis/results/temporary_folder.h"
#include "tests/models/world/scenario_run.h"
#include <cmath>

using namespace dcsim;

namespace {

/// Two days of work on 16 accelerators that are too few; the end comes before the queue is empty.
std::string crowded(const std::string& jobs)
{
    return plain_site("duration = \"2 d\"\nwarmup = \"12 h\"\nreplications = 2\n", "jobs = \"" + jobs + R"("
[workload.training]
arrivals = { kind = "poisson", rate = "4 /h" }
gpus = { choices = [2, 4, 8, 32], weights = [4, 3, 2, 1] }
duration = { kind = "lognormal", median = "2 h", sigma = 1 }
walltime = "6 h"
)");
}

RunRecord record_of(const ScenarioFile& file, std::uint32_t replication)
{
    Inputs inputs;
    const StudyPlan plan{file, inputs};
    return run(plan, file, {0, 0, replication}, [](double) { return true; })->record;
}

template <class T> const std::vector<T>& values(const Table& table, const std::string& name)
{
    const auto found = std::ranges::find(table.columns, name, &Column::name);
    REQUIRE(found != table.columns.end());
    return std::get<std::vector<T>>(found->values);
}

double metric(const RunRecord& run, std::string_view name)
{
    return run.sites.front().metrics[index_of(metrics_table("EUR"), name)];
}

} // namespace

TEST_CASE("the rows of the jobs add up to the jobs submitted, each status to its count", "[study][invariant]")
{
    const RunRecord run = record_of(read_scenario(crowded("all")), 1);
    REQUIRE(run.tables.front().name == "jobs");
    const Table& table = run.tables.front();
    CHECK(static_cast<double>(table.rows()) == metric(run, "jobs_submitted"));
    const auto& status = values<std::string>(table, "status");
    for (const std::string name : {"completed", "killed", "rejected"}) {
        INFO(name);
        const auto rows = static_cast<double>(std::ranges::count(status, name));
        CHECK(rows > 0);
        CHECK(rows == metric(run, "jobs_" + name));
    }
    CHECK(std::ranges::count(status, "running") > 0);
    CHECK(std::ranges::count(status, "queued") > 0);
}

TEST_CASE("a row has a start, an end and reasons where its status says so", "[study][invariant]")
{
    const RunRecord run = record_of(read_scenario(crowded("all")), 0);
    const Table& table = run.tables.front();
    const auto& status = values<std::string>(table, "status");
    const auto& wait = values<std::string>(table, "last_wait_reason");
    const auto& why = values<std::string>(table, "start_reason");
    const auto &submit = values<double>(table, "submit_s"), &start = values<double>(table, "start_s"),
               &end = values<double>(table, "end_s"), &energy = values<double>(table, "energy_kwh");
    for (std::size_t i = 0; i < table.rows(); ++i) {
        const bool started = status[i] == "completed" || status[i] == "killed" || status[i] == "running";
        const bool left = started ? status[i] != "running" : status[i] == "rejected";
        CHECK(submit[i] >= 43'200);
        CHECK(std::isnan(start[i]) == !started);
        CHECK(std::isnan(end[i]) == !left);
        CHECK((energy[i] > 0) == started);
        CHECK(why[i].empty() == (status[i] == "queued"));
        if (started) CHECK(wait[i].empty() == (start[i] == submit[i]));
    }
}

TEST_CASE("jobs are written for no run, the first or all as the scenario asks", "[study][unit]")
{
    for (const auto& [word, first, second] :
         {std::tuple{"none", 0, 0}, std::tuple{"first", 1, 0}, std::tuple{"all", 1, 1}}) {
        const ScenarioFile file = read_scenario(crowded(word));
        CHECK(std::ranges::count(record_of(file, 0).tables, "jobs", &Table::name) == first);
        CHECK(std::ranges::count(record_of(file, 1).tables, "jobs", &Table::name) == second);
    }
}

TEST_CASE("the jobs of a study stand in the group of their name in the results file", "[study][invariant]")
{
    const ScenarioFile file = read_scenario(crowded("first"));
    Inputs inputs;
    const StudyPlan plan{file, inputs};
    const StudyOutcome outcome = run_study(plan, {.threads = 1});
    const TemporaryFolder folder;
    write_results(folder.path(), assemble(plan, outcome));
    const Hdf5Handle written = open_file(folder / "results.h5");
    const std::vector<double> accelerators = read_numbers<double>(written, "/jobs/accelerators", H5T_NATIVE_DOUBLE);
    CHECK(accelerators == values<double>(outcome.runs.front()->tables.front(), "accelerators"));
}

TEST_CASE("a job that its pool rejects stands under that pool in the table", "[study][pools]")
{
    const auto stands_under = [](int gpus) {
        const ScenarioFile file = read_scenario(plain_site("duration = \"1 h\"\n", std::string{"jobs = \"all\""} + R"(
[pool.b.cluster]
nodes = 1
accelerators = 8
power = { kind = "linear", idle = "1 kW", full = "2 kW" }
[workload.a]
arrivals = { kind = "at-start", count = 1 }
duration = "1 min"
pool = "b"
gpus = )" + std::to_string(gpus)));
        const Table table = record_of(file, 0).tables.front();
        REQUIRE(table.rows() == 1);
        CHECK(values<std::string>(table, "status").front() == (gpus > 8 ? "rejected" : "completed"));
        return values<std::string>(table, "pool").front();
    };
    CHECK(stands_under(9) == "b");
    CHECK(stands_under(8) == "b");
}
