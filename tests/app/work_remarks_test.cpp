#include "analysis/study/assemble.h"
#include "analysis/study/study.h"
#include "app/report.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

const Registries registries = built_in();

/// One job of each task on the reference node, and what `policies` make of them.
std::string report(const std::string& policies, int replications = 2)
{
    const ScenarioFile file = parse_scenario("[scenario]\nreplications = " + std::to_string(replications) + R"(
duration = "1 h"
drain = "10 d"
end = "drained"
[cluster]
nodes = 2
node = "reference-8xa100"
[facility]
kind = "constant-pue"
pue = 1.0
wue = "0 L/kWh"
[output]
traces = "none"
[workload.image]
preset = "task-image-classification"
arrivals = { kind = "at-start", count = 1 }
[workload.speech]
preset = "task-speech"
arrivals = { kind = "at-start", count = 1 }
[policy.as-is]
baseline = true
)" + policies,
                                             "test.toml", registries);
    Inputs inputs;
    const StudyPlan plan{file, inputs};
    std::string text = workload_report(plan, assemble(plan, run_study(plan, {.threads = 1})), file.baseline());
    for (char& c : text)
        if (c == '\n') c = ' '; // lines break at the screen's width
    for (std::size_t at; (at = text.find("  ")) != std::string::npos;) text.erase(at, 1);
    return text;
}

} // namespace

TEST_CASE("the report names what dominates the energy of each workload, and what presets assume", "[app]")
{
    const std::string text = report("");
    CHECK_THAT(text, Catch::Contains("Dominant cause of energy: compute of image; data of speech."));
    CHECK_THAT(text, Catch::Contains("Preset task-image-classification, task-speech: illustrative: the energy that is "
                                     "quoted for it names no hardware"));
}

TEST_CASE("a claim is held against the workloads whose techniques it changes, and fails aloud", "[app]")
{
    // 55 % of the work per item: image falls by 44 %, speech waits for its input as before.
    const std::string text = report(R"(
[policy.light]
workload.image.techniques = ["lightweight-task"]
workload.speech.techniques = ["lightweight-task"]
study.claim = { work_time = [-0.6, -0.4], energy = [-0.5, -0.3], source = "somebody" }
[policy.light-image]
workload.image.techniques = ["lightweight-task"]
study.claim = { energy = [-0.5, -0.3] }
)");
    CHECK_THAT(text,
               Catch::Contains("Claim of light: time at work -60 to -40 %, energy -50 to -30 % [somebody]; holds for "
                               "image (time -45."));
    CHECK_THAT(text, Catch::Contains("does NOT hold for speech (time "));
    CHECK_THAT(text, Catch::Contains("energy -4.9 %)"));
    CHECK_THAT(text, Catch::Contains("Claim of light-image: energy -50 to -30 %; holds for image ("));
}

TEST_CASE("R9: a claim is not held against one replication", "[app]")
{
    const std::string policy = R"(
[policy.light]
workload.image.techniques = ["lightweight-task"]
study.claim = { energy = [-0.5, -0.3] }
)";
    CHECK_THAT(report(policy, 1), Catch::Contains("undecided, as there is no interval below two replications, for "
                                                  "image (time -45."));
    CHECK_THAT(report(policy, 2), Catch::Contains("holds for image (time -45."));
}

TEST_CASE("a technique is paid back after its one-off energy over what it saves in each job", "[app][analytic]")
{
    // A tenth of a job's iterations once; pruned to 80 % it saves less than 20 % of a job, and more than 10.
    const std::string paid = report(R"(
[policy.pruned]
workload.image.techniques = ["pruning"]
[catalog.technique.pruning]
retraining = 0.1
)");
    const std::string words = "Once, under pruned: ", behind = " kWh for the techniques of image, paid back after ";
    const auto at = paid.find(words);
    REQUIRE(at != std::string::npos);
    const double cost = std::stod(paid.substr(at + words.size()));
    const auto jobs_at = paid.find(behind);
    REQUIRE(jobs_at != std::string::npos);
    const double jobs = std::stod(paid.substr(jobs_at + behind.size()));
    // The pruned job takes 80 % of compute, 88 % of memory and all of data, so that its shares of 25 kWh [sheet, 7.2]
    // save .2 x .709 + .12 x .254; retraining takes a tenth of all that is no start-up.
    const double saved = 25 * (0.2 * 0.709 + 0.12 * 0.254);
    CHECK(cost / jobs == Approx(saved).epsilon(0.02));
    const std::string lost = report(R"(
[policy.sparse]
workload.image.techniques = ["unstructured-pruning"]
)");
    CHECK_THAT(lost, Catch::Contains("kWh for the techniques of image, never paid back."));
    CHECK_THAT(lost, !Catch::Contains("no cost is stated"));
    CHECK_THAT(report("[policy.light]\nworkload.image.techniques = [\"lightweight-task\"]\n"),
               Catch::Contains("Once, no cost is stated for lightweight-task."));
}
