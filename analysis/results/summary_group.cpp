#include "analysis/results/results_groups.h"
#include <algorithm>
#include <limits>
#include <numeric>

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

constexpr const char* numbered = "sample of the catalogue's numbers within their spread; 0: as the catalogue has them";

/// Coordinates of an axis, and the names of those that are no dimension.
Names add_axis(NetcdfGroup& group, const SweptAxis& axis)
{
    const auto about = [](const SweptKey& key) {
        Attributes all{{"long_name", "swept: " + key.path}, {"path", key.path}};
        if (!key.unit.empty()) all.emplace(all.begin(), "units", key.unit);
        return all;
    };
    if (axis.is_one_key()) {
        const SweptKey& key = axis.keys.front();
        std::visit([&](const auto& values) { group.coordinate(axis.name, values, about(key)); }, key.values);
        return {};
    }
    std::vector<std::int32_t> numbers(axis.levels);
    std::iota(numbers.begin(), numbers.end(), 0);
    group.coordinate(
        axis.name, numbers,
        {{"units", "1"}, {"long_name", axis.keys.empty() ? numbered : "number of the choice of swept values"}});
    Names others;
    for (const SweptKey& key : axis.keys) {
        std::visit([&](const auto& values) { group.variable(key.name, {axis.name}, values, about(key)); }, key.values);
        others.push_back(key.name);
    }
    return others;
}

std::vector<double> values_of(std::size_t metric, const ResultShape& shape, const PointRuns& runs)
{
    const std::size_t sites = shape.sites.size();
    std::vector<double> values(runs.size() * sites, missing);
    for (std::size_t run = 0; run < runs.size(); ++run) {
        if (!runs[run]) continue;
        for (const SiteRecord& site : runs[run]->sites)
            values[run * sites + site_of(site, shape)] = site.metrics[metric];
    }
    return values;
}

} // namespace

std::vector<hsize_t> RunScales::offset_of(std::size_t point) const
{
    std::vector<hsize_t> at(axes.size() + 2, 0);
    for (std::size_t axis = axes.size(); axis-- > 0; point /= axes[axis]) at[axis] = point % axes[axis];
    return at;
}

RunScales add_run_scales(NetcdfGroup& group, const ResultShape& shape, const std::vector<std::uint32_t>& replications)
{
    RunScales scales;
    std::string coordinates;
    for (const SweptAxis& axis : shape.axes) {
        for (const std::string& name : add_axis(group, axis)) coordinates += (coordinates.empty() ? "" : " ") + name;
        scales.names.push_back(axis.name);
        scales.axes.push_back(axis.levels);
    }
    if (!coordinates.empty()) group.attributes({{"coordinates", coordinates}}); // netCDF readers look here for them
    group.coordinate("policy", shape.policies, {{"long_name", "policy, in the order of the scenario file"}});
    const std::vector<std::int32_t> ids(replications.begin(), replications.end());
    group.coordinate("replication", ids, {{"units", "1"}, {"long_name", "number of the random seed"}});
    scales.names.insert(scales.names.end(), {"policy", "replication"});
    return scales;
}

SummaryGroup::SummaryGroup(NetcdfGroup root, const ResultShape& shape) : shape_{shape}, group_{std::move(root)}
{
    group_.attributes({{"Conventions", "CF-1.8"}, {"format", "dcsim-results"}, {"format_version", "1.2"}});
    group_.attributes(shape.attributes);
    Names dimensions = add_run_scales(group_, shape, shape.replications).names;
    group_.coordinate("site", shape.sites, {{"long_name", "site; 'all' is all of them together"}});
    dimensions.emplace_back("site");
    for (const MetricInfo& metric : shape.metrics)
        metrics_.push_back(group_.array<double>(metric.name, dimensions, about(metric)));
}

void SummaryGroup::add(const PointRuns& runs)
{
    for (std::size_t m = 0; m < metrics_.size(); ++m) metrics_[m].append(values_of(m, shape_, runs));
}

void SummaryGroup::open(std::size_t first, std::size_t count)
{
    for (std::size_t m = first; m < std::min(first + count, metrics_.size()); ++m) metrics_[m].open();
}

void SummaryGroup::finish(const Attributes& findings)
{
    for (NetcdfArray<double>& metric : metrics_) metric.finish();
    group_.attributes(findings);
    group_.finish();
}

} // namespace dcsim
