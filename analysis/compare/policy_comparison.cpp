#include "analysis/compare/policy_comparison.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <limits>
#include <set>

namespace dcsim {

namespace {

std::size_t position(const std::vector<std::string>& names, const std::string& name)
{
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

} // namespace

std::vector<std::vector<double>> values_by_policy(const ResultSet& results, std::size_t metric, const std::string& site)
{
    const double missing = std::numeric_limits<double>::quiet_NaN();
    std::vector<std::vector<double>> values(results.policies.size(),
                                            std::vector<double>(results.replications.size(), missing));
    for (const RunRecord& run : results.runs) {
        const auto replication =
            std::find(results.replications.begin(), results.replications.end(), run.key.replication);
        for (const SiteRecord& s : run.sites)
            if (s.site == site)
                values.at(position(results.policies, run.key.policy))
                    .at(static_cast<std::size_t>(replication - results.replications.begin())) = s.metrics.at(metric);
    }
    return values;
}

std::vector<std::size_t> finished_pairs(const ResultSet& results, std::size_t baseline)
{
    std::vector<std::set<std::uint32_t>> finished(results.policies.size());
    for (const RunRecord& run : results.runs)
        finished.at(position(results.policies, run.key.policy)).insert(run.key.replication);
    std::vector<std::size_t> pairs;
    for (const auto& policy : finished)
        pairs.push_back(static_cast<std::size_t>(
            std::ranges::count_if(policy, [&](std::uint32_t k) { return finished.at(baseline).contains(k); })));
    return pairs;
}

std::vector<Comparison> compare_policies(const ResultSet& results, std::size_t metric, std::size_t baseline)
{
    const auto values = values_by_policy(results, metric, "all");
    const std::vector<std::size_t> finished = finished_pairs(results, baseline);
    std::vector<Comparison> comparisons;
    for (std::size_t p = 0; p < values.size(); ++p) {
        comparisons.push_back(compare(values.at(baseline), values[p]));
        comparisons.back().finished = finished[p];
    }
    return comparisons;
}

std::size_t metric_index(const ResultSet& results, std::string_view name)
{
    const auto found = std::find_if(results.metrics.begin(), results.metrics.end(),
                                    [&](const MetricInfo& m) { return m.name == name; });
    require(found != results.metrics.end(), "there is no metric of this name");
    return static_cast<std::size_t>(found - results.metrics.begin());
}

} // namespace dcsim
