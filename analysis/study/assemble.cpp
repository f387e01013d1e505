#include "analysis/study/assemble.h"
#include "analysis/study/program.h"
#include "models/world/metrics.h"
#include <algorithm>

namespace dcsim {

namespace {

const char* name(StudyStatus status)
{
    switch (status) {
    case StudyStatus::complete: return "complete";
    case StudyStatus::partial: return "partial";
    case StudyStatus::check_failed: return "check-failed";
    }
    return "";
}

bool broken_check(const std::optional<RunRecord>& run)
{
    return run && std::any_of(run->checks.begin(), run->checks.end(), [](const CheckRecord& c) { return !c.passed; });
}

/// Adds what is not there yet.
void collect(std::vector<std::string>& all, const std::string& text)
{
    if (std::ranges::find(all, text) == all.end()) all.push_back(text);
}

} // namespace

std::vector<std::string> warnings_of(const ResultSet& results)
{
    std::vector<std::string> all;
    for (const RunRecord& run : results.runs)
        for (const std::string& warning : run.warnings) collect(all, warning);
    return all;
}

std::string source_of(const std::vector<RunRecord>& runs, const std::string& signal)
{
    std::vector<std::string> all;
    for (const RunRecord& run : runs)
        if (const auto at = run.sources.find(signal); at != run.sources.end()) collect(all, at->second);
    std::string text;
    for (const std::string& source : all) text += (text.empty() ? "" : " | ") + source;
    return text;
}

StudyStatus status_of(const StudyOutcome& outcome)
{
    if (std::any_of(outcome.runs.begin(), outcome.runs.end(), broken_check)) return StudyStatus::check_failed;
    return outcome.complete() ? StudyStatus::complete : StudyStatus::partial;
}

ResultSet assemble(const StudyPlan& plan, const StudyOutcome& outcome)
{
    const Scenario& scenario = plan.file().policies[plan.file().baseline()].scenario;
    ResultSet set;
    for (const PolicyScenario& p : plan.file().policies) set.policies.push_back(p.name);
    set.sites = {"all"};
    for (std::uint32_t k = 0; k < scenario.replications; ++k) set.replications.push_back(k);
    for (const Metric& m : metrics_table(plan.currency())) set.metrics.push_back(m.info);
    set.start_unix_ns = scenario.window.start.unix_ns;
    set.sample_every = scenario.output.sample_every;
    set.window = {scenario.window.counted_from(), scenario.window.end()};
    for (const auto& run : outcome.runs)
        if (run) set.runs.push_back(*run);
    set.attributes = {{"title", scenario.title},
                      {"dcsim_version", program_version()},
                      {"scenario", resolved_toml(plan.file())},
                      {"baseline", plan.file().policies[plan.file().baseline()].name},
                      {"seed", static_cast<std::int64_t>(scenario.seed)},
                      {"currency", plan.currency()},
                      {"grid", source_of(set.runs, "grid")},
                      {"price", source_of(set.runs, "price")},
                      {"status", name(status_of(outcome))}};
    return set;
}

} // namespace dcsim
