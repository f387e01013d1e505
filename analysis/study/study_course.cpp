#include "analysis/study/study_course.h"
#include "models/world/metrics.h"
#include <algorithm>
#include <tuple>
#include <utility>

namespace dcsim {

namespace {

std::vector<MetricInfo> metric_infos(const std::string& currency)
{
    std::vector<MetricInfo> infos;
    for (const Metric& metric : metrics_table(currency)) infos.push_back(metric.info);
    return infos;
}

} // namespace

std::vector<std::size_t> asked_metrics(const std::optional<PrecisionParams>& precision,
                                       const std::vector<MetricInfo>& metrics)
{
    std::vector<std::size_t> positions;
    if (!precision) return positions;
    for (const std::string& name : precision->metrics) {
        const auto at = std::ranges::find(metrics, name, &MetricInfo::name);
        require(at != metrics.end(), "precision is asked of a metric that does not exist");
        positions.push_back(static_cast<std::size_t>(at - metrics.begin()));
    }
    return positions;
}

std::vector<double> asked_values(const RunRecord& run, const std::vector<std::size_t>& metrics)
{
    std::vector<double> values;
    for (const SiteRecord& site : run.sites)
        if (site.site == "all")
            for (const std::size_t metric : metrics) values.push_back(site.metrics.at(metric));
    return values;
}

StudyCourse::StudyCourse(const StudyPlan& plan) : plan_{plan}, named_(plan.points(), 0)
{
    const auto& precision = plan.precision();
    if (precision) metrics_ = asked_metrics(precision, metric_infos(plan.currency()));
    rules_.assign(plan.points(), precision ? StoppingRule{*precision, plan.policies(), plan.file().baseline()}
                                           : StoppingRule{plan.replications()});
}

void StudyCourse::enter(const RunIndex& run, const RunRecord& record)
{
    if (!metrics_.empty() && run.point < rules_.size())
        rules_[run.point].enter(run.policy, run.replication, asked_values(record, metrics_));
}

std::vector<RunIndex> StudyCourse::next()
{
    std::vector<RunIndex> all;
    for (std::size_t point = 0; point < plan_.points(); ++point) {
        const std::uint32_t wanted = rules_[point].wanted();
        for (std::uint32_t replication = named_[point]; replication < wanted; ++replication)
            for (std::size_t policy = 0; policy < plan_.policies(); ++policy)
                all.push_back({point, policy, replication});
        named_[point] = std::max(named_[point], wanted);
    }
    if (!std::exchange(probes_named_, true))
        for (std::size_t probe = 0; probe < plan_.probes().size(); ++probe)
            for (std::size_t policy = 0; policy < plan_.policies(); ++policy)
                all.push_back({plan_.points() + probe, policy, 0});
    std::ranges::sort(all, {}, [](const RunIndex& r) { return std::tuple{r.replication, r.point, r.policy}; });
    return all;
}

} // namespace dcsim
