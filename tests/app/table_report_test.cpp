#include "analysis/study/assemble.h"
#include "analysis/study/study.h"
#include "app/report.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

const Registries registries = built_in();

/// The table of a study of four replications of which an interruption left so many, by policy.
std::string table_of(std::uint32_t of_baseline, std::uint32_t of_other, const std::string& duration = "1 d")
{
    const ScenarioFile file = parse_scenario("[scenario]\nduration = '" + duration + "'" + R"(
replications = 4
[cluster]
nodes = 2
[output]
traces = "none"
[workload.a]
arrivals = { kind = "poisson", rate = "10 /d" }
gpus = 8
duration = "1 h"
[policy.base]
baseline = true
[policy.other.workload.a]
gpus = 4
)",
                                             "test.toml", registries);
    Inputs inputs;
    const StudyPlan plan{file, inputs};
    ResultSet results = assemble(plan, run_study(plan, {.threads = 1}));
    std::erase_if(results.runs, [&](const RunRecord& run) {
        return run.key.replication >= (run.key.policy == "base" ? of_baseline : of_other);
    });
    return table_report(plan, results, "out");
}

} // namespace

TEST_CASE("R9: the table says over how many finished pairs its differences are, not how many were planned", "[app]")
{
    CHECK_THAT(table_of(4, 4), Catch::Contains("paired over n = 4 replications"));
    CHECK_THAT(table_of(4, 3), Catch::Contains("paired over n = 3 replications"));
    const std::string single = table_of(2, 1);
    CHECK_THAT(single, Catch::Contains("n = 1: one replication has no interval"));
    CHECK_THAT(single, !Catch::Contains("±"));
    CHECK_THAT(table_of(1, 0), Catch::Contains("n = 0"));
}

TEST_CASE("lengths of time are told in a unit that fits", "[app]")
{
    CHECK_THAT(table_of(1, 1, "1 min"), Catch::Contains("1 min of work after 0 d warm-up"));
    CHECK_THAT(table_of(1, 1, "36 s"), Catch::Contains("36 s of work"));
    CHECK_THAT(table_of(1, 1, "12 h"), Catch::Contains("12 h of work"));
}
