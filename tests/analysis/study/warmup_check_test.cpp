#include "analysis/study/assemble.h"
#include "analysis/study/study.h"
#include "analysis/study/warmup_check.h"
#include "tests/models/world/scenario_run.h"

using namespace dcsim;

namespace {

/// What MSER-5 says of a series of a site without a battery whose load is even.
std::vector<std::string> advice(const std::string& series)
{
    std::string text = plain_site("duration = \"1 d\"\n", R"(
[workload.a]
arrivals = { kind = "at-start", count = 1 }
gpus = 1
duration = "2 d"
)");
    text.replace(text.find("\"none\""), 6, "\"all\"");
    const ScenarioFile file = read_scenario(text);
    Inputs inputs;
    const StudyPlan plan{file, inputs};
    const ResultSet results = assemble(plan, run_study(plan, {.threads = 1}));
    return warmup_advice(results, {series}, results.policies.front(), {Time{0}, results.window.to});
}

} // namespace

TEST_CASE("a series without values has no warm-up to find", "[study][warmup]")
{
    CHECK(advice("it_power") == std::vector<std::string>{"it_power: MSER-5 finds no warm-up in what is counted"});
    CHECK(advice("battery_soc") == std::vector<std::string>{"battery_soc: the series has no values"});
    CHECK(advice("nothing") == std::vector<std::string>{"nothing: no run kept a series of this name"});
}
