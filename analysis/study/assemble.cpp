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

/// Adds what is not there yet.
void collect(std::vector<std::string>& all, const std::string& text)
{
    if (std::ranges::find(all, text) == all.end()) all.push_back(text);
}

StudySurvey survey(const std::vector<RunRecord>& runs)
{
    StudySurvey all;
    for (const RunRecord& run : runs) all.add(run);
    return all;
}

} // namespace

void StudySurvey::add(const RunRecord& run)
{
    broken_ = broken_ || std::ranges::any_of(run.checks, [](const CheckRecord& c) { return !c.passed; });
    for (const std::string& warning : run.warnings) collect(warnings_, warning);
    for (const auto& [signal, source] : run.sources) collect(sources_[signal], source);
}

StudyStatus StudySurvey::status() const
{
    if (broken_) return StudyStatus::check_failed;
    return missing_ ? StudyStatus::partial : StudyStatus::complete;
}

std::string StudySurvey::source(const std::string& signal) const
{
    std::string text;
    if (const auto at = sources_.find(signal); at != sources_.end())
        for (const std::string& source : at->second) text += (text.empty() ? "" : " | ") + source;
    return text;
}

Attributes StudySurvey::findings() const
{
    return {{"grid", source("grid")}, {"price", source("price")}, {"status", name(status())}};
}

std::vector<std::string> warnings_of(const ResultSet& results)
{
    return survey(results.runs).warnings();
}

std::string source_of(const std::vector<RunRecord>& runs, const std::string& signal)
{
    return survey(runs).source(signal);
}

StudyStatus status_of(const StudyOutcome& outcome)
{
    StudySurvey all;
    for (const auto& run : outcome.runs)
        if (run) all.add(*run);
    if (!outcome.complete()) all.miss();
    return all.status();
}

ResultShape shape_of(const StudyPlan& plan, std::uint32_t replications)
{
    const PolicyScenario& baseline = plan.file().policies[plan.file().baseline()];
    const Scenario& scenario = baseline.scenario;
    ResultShape shape;
    shape.axes = plan.axes();
    for (const PolicyScenario& p : plan.file().policies) shape.policies.push_back(p.name);
    shape.sites = {"all"};
    for (std::uint32_t k = 0; k < replications; ++k) shape.replications.push_back(k);
    for (const Metric& m : metrics_table(plan.currency())) shape.metrics.push_back(m.info);
    shape.start_unix_ns = scenario.window.start.unix_ns;
    shape.sample_every = scenario.output.sample_every;
    shape.window = {scenario.window.counted_from(), scenario.window.end()};
    shape.attributes = {{"title", scenario.title},
                        {"dcsim_version", program_version()},
                        {"scenario", resolved_toml(plan.file())},
                        {"baseline", baseline.name},
                        {"seed", static_cast<std::int64_t>(scenario.seed)},
                        {"currency", plan.currency()}};
    return shape;
}

ResultSet assemble(const StudyPlan& plan, const StudyOutcome& outcome)
{
    const std::size_t each = plan.points() * plan.policies();
    StudySurvey all;
    if (!outcome.complete()) all.miss();
    const auto done = static_cast<std::uint32_t>(outcome.runs.size() / each);
    ResultSet set{shape_of(plan, std::max(done, plan.replications_first())), {}};
    for (const auto& run : outcome.runs)
        if (run) set.runs.push_back(*run), all.add(*run);
    set.findings = all.findings();
    return set;
}

} // namespace dcsim
