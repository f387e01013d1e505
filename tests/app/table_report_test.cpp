#include "analysis/compare/policy_comparison.h"
#include "analysis/study/assemble.h"
#include "analysis/study/study.h"
#include "app/report.h"
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

using namespace dcsim;

namespace {

const Registries registries = built_in();

/// The table of a study of four replications after `change` of its results.
template <class F> std::string table_after(const F& change, const std::string& duration = "1 d")
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
    change(results);
    return table_report(plan, results, "out");
}

/// Of a study of which an interruption left so many replications, by policy.
std::string table_of(std::uint32_t of_baseline, std::uint32_t of_other, const std::string& duration = "1 d")
{
    const auto interrupted = [&](ResultSet& results) {
        std::erase_if(results.runs, [&](const RunRecord& run) {
            return run.key.replication >= (run.key.policy == "base" ? of_baseline : of_other);
        });
    };
    return table_after(interrupted, duration);
}

/// Of a study in which no job of the other policy started before this replication.
std::string table_without_waits(std::uint32_t before)
{
    return table_after([&](ResultSet& results) {
        const std::size_t wait = metric_index(results, "wait_mean_s");
        for (RunRecord& run : results.runs)
            if (run.key.policy == "other" && run.key.replication < before)
                for (SiteRecord& site : run.sites) site.metrics.at(wait) = std::numeric_limits<double>::quiet_NaN();
    });
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

TEST_CASE("R9: where a number is missing in some replications the table says over how many pairs it compares", "[app]")
{
    CHECK_THAT(table_without_waits(0), !Catch::Contains("n = 4:"));
    const std::string one = table_without_waits(3);
    CHECK_THAT(one, Catch::Contains("paired over n = 4 replications"));
    CHECK_THAT(one, Catch::Contains("n = 1: no finding"));
    CHECK_THAT(table_without_waits(1), Catch::Contains("n = 3"));
}

TEST_CASE(
    "where the most replications do not give the precision asked for, or a metric does not exist, the table says so",
    "[app][precision]")
{
    const auto table = [](const std::string& metric, double half_width) {
        const ScenarioFile file = parse_scenario(
            R"(
[scenario]
duration = "1 d"
[cluster]
nodes = 2
[output]
traces = "none"
[workload.a]
arrivals = { kind = "poisson", rate = "10 /d" }
gpus = 8
duration = "1 h"
[study.precision]
least = 5
most = 8
metrics = [")" + metric +
                "\"]\nhalf_width = " + std::to_string(half_width) + '\n',
            "test.toml", registries);
        Inputs inputs;
        const StudyPlan plan{file, inputs};
        std::string text = table_report(plan, assemble(plan, run_study(plan, {.threads = 1})), "out");
        std::ranges::replace(text, '\n', ' ');
        return text;
    };
    const std::string few = "8 replications, the most of study.precision, do not give the precision";
    CHECK_THAT(table("jobs_submitted", 0.001), Catch::Contains(few)); // Poisson counts around 10
    CHECK_THAT(table("pue", 0.5), !Catch::Contains("study.precision"));
    CHECK_THAT(table("ttft_p50_s", 0.5),
               Catch::Contains("study.precision asks for ttft_p50_s, of which no replication has a number"));
}
