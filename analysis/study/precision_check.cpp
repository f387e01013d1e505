#include "analysis/study/precision_check.h"
#include "analysis/study/study_course.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace dcsim {

std::string asked_of_nothing(const std::string& metric)
{
    return fmt::format("study.precision asks for {}, of which no replication has a number", metric);
}

std::vector<std::string> precision_warnings(const StudyPlan& plan, const ResultSet& results)
{
    const auto& asked = plan.precision();
    if (!asked || results.runs.empty()) return {};
    const std::vector<std::size_t> metrics = asked_metrics(asked, results.metrics);
    StoppingRule rule{*asked, results.policies.size(), plan.file().baseline()};
    std::vector<bool> exists(metrics.size());
    for (const RunRecord& run : results.runs) {
        const auto policy = std::ranges::find(results.policies, run.key.policy) - results.policies.begin();
        const std::vector<double> values = asked_values(run, metrics);
        for (std::size_t m = 0; m < values.size(); ++m) exists[m] = exists[m] || !std::isnan(values[m]);
        rule.enter(static_cast<std::size_t>(policy), run.key.replication, values);
    }
    std::vector<std::string> warnings;
    for (std::size_t m = 0; m < metrics.size(); ++m)
        if (!exists[m]) warnings.push_back(asked_of_nothing(asked->metrics[m]));
    if (rule.exhausted())
        warnings.push_back(fmt::format(
            "{} replications, the most of study.precision, do not give the precision that it asks for", asked->most));
    return warnings;
}

} // namespace dcsim
