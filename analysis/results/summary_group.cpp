#include "analysis/results/results_groups.h"
#include <limits>

namespace dcsim {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

const char* word(Better better)
{
    switch (better) {
    case Better::lower: return "lower";
    case Better::higher: return "higher";
    default: return "neither";
    }
}

Attributes about(const MetricInfo& metric)
{
    Attributes all{{"units", metric.unit}, {"long_name", metric.meaning}, {"boundary", metric.boundary}};
    if (!metric.numerator.empty()) {
        all.emplace_back("numerator", metric.numerator);
        all.emplace_back("denominator", metric.denominator);
    }
    all.emplace_back("better", word(metric.better));
    return all;
}

std::vector<double> values_of(std::size_t metric, const ResultSet& results, const RunGrid& grid)
{
    const std::size_t sites = results.sites.size();
    std::vector<double> values(grid.cells() * sites, missing);
    for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
        const RunRecord* run = grid.run(cell);
        if (!run) continue;
        for (const SiteRecord& site : run->sites) {
            require(site.metrics.size() == results.metrics.size(),
                    "a run has another number of metrics than the table");
            values[cell * sites + grid.site_of(site)] = site.metrics[metric];
        }
    }
    return values;
}

} // namespace

Names add_run_scales(NetcdfGroup& group, const ResultSet& results, const std::vector<std::uint32_t>& replications)
{
    Names dimensions;
    if (!results.points.empty()) {
        group.coordinate("point", results.points, {{"long_name", "choice of swept values"}});
        dimensions.emplace_back("point");
    }
    group.coordinate("policy", results.policies, {{"long_name", "policy, in the order of the scenario file"}});
    const std::vector<std::int32_t> ids(replications.begin(), replications.end());
    group.coordinate("replication", ids, {{"units", "1"}, {"long_name", "number of the random seed"}});
    dimensions.emplace_back("policy");
    dimensions.emplace_back("replication");
    return dimensions;
}

void write_summary(NetcdfGroup& root, const ResultSet& results, const RunGrid& grid)
{
    root.attributes({{"Conventions", "CF-1.8"}, {"format", "dcsim-results"}, {"format_version", "1.0"}});
    root.attributes(results.attributes);
    Names dimensions = add_run_scales(root, results, results.replications);
    root.coordinate("site", results.sites, {{"long_name", "site; 'all' is all of them together"}});
    dimensions.emplace_back("site");
    for (std::size_t m = 0; m < results.metrics.size(); ++m)
        root.variable(results.metrics[m].name, dimensions, values_of(m, results, grid), about(results.metrics[m]));
}

} // namespace dcsim
