#include "analysis/results/results_groups.h"
#include <algorithm>
#include <limits>

namespace dcsim {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::size_t position(const Names& names, const std::string& name)
{
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

} // namespace

ChecksGroup::ChecksGroup(const NetcdfGroup& root, const ResultShape& shape, const ResultsOutline& outline)
    : shape_{shape}, outline_{outline}
{
    if (outline.checks.empty() && outline.clamps.empty()) return;
    group_.emplace(root.child("checks"));
    scales_ = add_run_scales(*group_, shape, shape.replications);
    if (!outline.checks.empty()) {
        group_->coordinate("check", outline.checks, {{"long_name", "what is conserved"}});
        Names d = scales_.names;
        d.emplace_back("check");
        residual_.emplace(
            group_->array<double>("residual", d, {{"long_name", "what is left over, in the unit of the check"}}));
        tolerance_.emplace(group_->array<double>("tolerance", d, {{"long_name", "largest residual that passes"}}));
        passed_.emplace(group_->array<std::int8_t>("passed", d, {{"units", "1"}, {"long_name", "1 passed, 0 failed"}}));
        detail_.emplace(group_->array<std::string>("detail", d, {{"long_name", "what the check found"}}));
    }
    if (!outline.clamps.empty()) {
        group_->coordinate("clamp", outline.clamps, {{"long_name", "model and limit"}});
        Names d = scales_.names;
        d.emplace_back("clamp");
        clamp_hours_.emplace(
            group_->array<double>("clamp_hours", d, {{"units", "h"}, {"long_name", "time at a limit of a model"}}));
    }
}

void ChecksGroup::add(std::size_t point, const PointRuns& runs)
{
    if (residual_) add_checks(point, runs);
    if (clamp_hours_) add_clamps(point, runs);
}

void ChecksGroup::add_checks(std::size_t point, const PointRuns& runs)
{
    const std::size_t names = outline_.checks.size(), cells = runs.size() * names;
    std::vector<double> residual(cells, missing), tolerance(cells, missing);
    std::vector<std::int8_t> passed(cells, -1);
    std::vector<std::string> detail(cells);
    for (std::size_t run = 0; run < runs.size(); ++run) {
        if (!runs[run]) continue;
        for (const CheckRecord& check : runs[run]->checks) {
            const std::size_t at = run * names + position(outline_.checks, check.name);
            residual[at] = check.residual;
            tolerance[at] = check.tolerance;
            passed[at] = check.passed ? 1 : 0;
            detail[at] = check.detail;
        }
    }
    std::vector<hsize_t> offset = scales_.offset_of(point),
                         count = scales_.count(shape_.policies.size(), shape_.replications.size());
    offset.push_back(0);
    count.push_back(names);
    residual_->write(offset, count, residual);
    tolerance_->write(offset, count, tolerance);
    passed_->write(offset, count, passed);
    detail_->write(offset, count, detail);
}

void ChecksGroup::add_clamps(std::size_t point, const PointRuns& runs)
{
    const std::size_t names = outline_.clamps.size();
    std::vector<double> hours(runs.size() * names, missing);
    for (std::size_t run = 0; run < runs.size(); ++run) {
        if (!runs[run]) continue;
        for (const auto& [name, value] : runs[run]->clamps)
            hours[run * names + position(outline_.clamps, name)] = value;
    }
    std::vector<hsize_t> offset = scales_.offset_of(point),
                         count = scales_.count(shape_.policies.size(), shape_.replications.size());
    offset.push_back(0);
    count.push_back(names);
    clamp_hours_->write(offset, count, hours);
}

} // namespace dcsim
