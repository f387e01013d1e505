#include "analysis/compare/policy_comparison.h"
#include "analysis/study/assemble.h"
#include "analysis/study/precision_check.h"
#include "app/report.h"
#include "models/world/evidence.h"
#include <cmath>
#include <nlohmann/json.hpp>

namespace dcsim {

namespace {

using Json = nlohmann::ordered_json;

/// JSON has no NaN: a metric that does not exist is null.
Json number(double x)
{
    return std::isfinite(x) ? Json(x) : Json(nullptr);
}
Json number(const std::optional<double>& x)
{
    return x ? number(*x) : Json(nullptr);
}

Json metric_json(const MetricInfo& info, const Comparison& c)
{
    return {{"unit", info.unit},
            {"mean", c.policy_replications == 0 ? Json(nullptr) : number(c.policy_mean)},
            {"replications", c.policy_replications},
            {"pairs", c.replications},
            {"difference", c.replications == 0 ? Json(nullptr) : number(c.difference)},
            {"difference_half_width_95", number(c.half_width)},
            {"relative_difference", number(c.relative)}};
}

} // namespace

std::string json_report(const StudyPlan& plan, const ResultSet& results)
{
    const ScenarioFile& file = plan.file();
    Json policies = Json::object();
    for (std::size_t m = 0; m < results.metrics.size(); ++m) {
        const std::vector<Comparison> comparisons = compare_policies(results, m, file.baseline());
        for (std::size_t p = 0; p < comparisons.size(); ++p)
            policies[results.policies[p]][results.metrics[m].name] = metric_json(results.metrics[m], comparisons[p]);
    }
    Json report{{"scenario", file.name}, {"baseline", results.policies[file.baseline()]}};
    const auto tell = [&report](const auto& attribute) {
        std::visit([&](const auto& v) { report[attribute.first] = v; }, attribute.second);
    };
    for (const auto& attribute : results.attributes)
        if (attribute.first == "title" || attribute.first == "seed") tell(attribute);
    for (const auto& attribute : results.findings) tell(attribute);
    const MarkCounts marks = count_marks(numbers_used(file));
    report["numbers_of_catalogue"] = {
        {"measured", marks.measured}, {"published", marks.published}, {"unverified", marks.unverified}};
    std::vector<std::string> warnings = warnings_of(results);
    for (std::string& warning : precision_warnings(plan, results)) warnings.push_back(std::move(warning));
    report["warnings"] = std::move(warnings);
    report["policies"] = std::move(policies);
    return report.dump(2) + '\n';
}

} // namespace dcsim
