#include "analysis/results/results_file.h"
#include "analysis/study/assemble.h"
#include "analysis/study/study.h"
#include "sim/config/report.h"
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace dcsim;

namespace {

const Registries registries = built_in();

/// Policies that change presets, kinds, shared keys of a kind, a table that is taken out, and build on each other.
constexpr const char* many_policies = R"(
[scenario]
duration = "2 d"
warmup = "6 h"
replications = 2
start = 2025-03-01T00:00:00+01:00

[cluster]
nodes = 4

[facility]
settle_every = "10 min"

[supply.grid.price]
kind = "fixed"
price = "90 EUR/MWh"

[supply.battery]
enabled = false
energy = "2 MWh"

[workload.training]
preset = "campaign-nlp"
arrivals = { kind = "poisson", rate = "10 /d" }

[workload.small]
gpus = 2
duration = { kind = "lognormal", median = "1 h", sigma = 1.5 }
arrivals = { kind = "bursty", rate = "3 /h", cv = 2 }

[policy.now]
baseline = true
[policy.air.facility]
kind = "air-chiller"
[policy.elsewhere]
climate.preset = "singapore"
cluster.node = "8xa100"
[policy.stored]
extends = "air"
supply.battery = { enabled = true, dispatch = { kind = "carbon-threshold", low = 0.2 } }
[policy.other-work.workload]
training.preset = "campaign-vision"
small = { gpus = { choices = [1, 2], weights = [1, 3] }, duration = "30 min" }
[policy.constant]
climate = { kind = "constant", dry_bulb = "5 degC" }
supply.grid = { kind = "constant", intensity = "50 g/kWh" }
facility = { kind = "constant-pue", pue = 1.3, wue = "1 L/kWh", power = { kind = "none" } }
)";

ScenarioFile again(const ScenarioFile& file)
{
    return parse_scenario(resolved_toml(file), "resolved.toml", registries);
}

void check_reads_back(const ScenarioFile& file)
{
    const std::string text = resolved_toml(file);
    INFO(text);
    const ScenarioFile copy = again(file);
    CHECK(resolved_toml(copy) == text);
    REQUIRE(copy.policies.size() == file.policies.size());
    CHECK(copy.baseline() == file.baseline());
    for (std::size_t i = 0; i < file.policies.size(); ++i) {
        CHECK(copy.policies[i].name == file.policies[i].name);
        CHECK(fingerprint_text(copy.policies[i].resolved) == fingerprint_text(file.policies[i].resolved));
    }
}

std::string bytes_of_results(const ScenarioFile& file)
{
    Inputs inputs;
    const StudyPlan plan{file, inputs};
    const auto path = std::filesystem::temp_directory_path() / "dcsim_resolved_study_test.h5";
    write_results(path, assemble(plan, run_study(plan, {.threads = 1})));
    std::ifstream in{path, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    std::filesystem::remove(path);
    return bytes;
}

} // namespace

TEST_CASE("the resolved text of a study reads back to the same policies, and its own resolved text is itself",
          "[app][resolved][invariant]")
{
    check_reads_back(load_scenario("scenarios/renewables.toml", {}, registries));
    check_reads_back(parse_scenario(many_policies, "many.toml", registries));
    check_reads_back(parse_scenario("[scenario]\nduration = \"7 d\"\n[cluster]\nnodes = 16\n[workload.training]\n"
                                    "preset = \"campaign-nlp\"\n",
                                    "shortest.toml", registries));
}

TEST_CASE("the resolved text holds the values of --set, under every policy", "[app][resolved]")
{
    const ScenarioFile file = load_scenario(
        "scenarios/renewables.toml",
        {"scenario.replications=3", "supply.solar.peak=2 MW", "policy.everything.cluster.nodes=63"}, registries);
    check_reads_back(file);
    const ScenarioFile copy = again(file);
    for (const PolicyScenario& p : copy.policies) {
        CHECK(p.scenario.replications == 3);
        CHECK(p.scenario.site.supply.solar->peak == 2 * MW);
        CHECK(p.scenario.site.main().cluster.nodes == (p.name == "everything" ? 63U : 64U));
    }
}

TEST_CASE("the resolved text names input files so that it can be read from any folder", "[app][resolved]")
{
    const ScenarioFile file =
        parse_scenario("[scenario]\nduration = \"7 d\"\n[cluster]\nnodes = 16\n[workload.replay]\n"
                       "kind = \"csv\"\nfile = \"../jobs.csv\"\n",
                       "folder/sub/replay.toml", registries);
    CHECK(resolved_toml(file).find('"' + std::filesystem::absolute("folder/jobs.csv").string() + '"') !=
          std::string::npos);
}

TEST_CASE("a study and its resolved text give the same results, byte by byte", "[app][resolved][invariant]")
{
    const ScenarioFile file = parse_scenario(many_policies, "many.toml", registries);
    const std::string results = bytes_of_results(file);
    CHECK(results.size() > 10'000);
    CHECK(bytes_of_results(again(file)) == results);
}
