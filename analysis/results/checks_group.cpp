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
    : outline_{outline}
{
    if (outline.checks.empty() && outline.clamps.empty()) return;
    group_.emplace(root.child("checks"));
    const Names runs = add_run_scales(*group_, shape, shape.replications).names;
    if (!outline.checks.empty()) {
        group_->coordinate("check", outline.checks, {{"long_name", "what is conserved"}});
        Names d = runs;
        d.emplace_back("check");
        residual_.emplace(
            group_->array<double>("residual", d, {{"long_name", "what is left over, in the unit of the check"}}));
        tolerance_.emplace(group_->array<double>("tolerance", d, {{"long_name", "largest residual that passes"}}));
        passed_.emplace(group_->array<std::int8_t>("passed", d, {{"units", "1"}, {"long_name", "1 passed, 0 failed"}}));
        detail_.emplace(group_->array<std::string>("detail", d, {{"long_name", "what the check found"}}));
    }
    if (!outline.clamps.empty()) {
        group_->coordinate("clamp", outline.clamps, {{"long_name", "model and limit"}});
        Names d = runs;
        d.emplace_back("clamp");
        clamp_hours_.emplace(
            group_->array<double>("clamp_hours", d, {{"units", "h"}, {"long_name", "time at a limit of a model"}}));
    }
}

void ChecksGroup::add(const PointRuns& runs)
{
    if (residual_) add_checks(runs);
    if (clamp_hours_) add_clamps(runs);
}

void ChecksGroup::finish()
{
    const auto finish = [](auto& array) {
        if (array) array->finish();
    };
    finish(residual_);
    finish(tolerance_);
    finish(passed_);
    finish(detail_);
    finish(clamp_hours_);
    if (group_) group_->finish();
}

void ChecksGroup::add_checks(const PointRuns& runs)
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
    residual_->append(residual);
    tolerance_->append(tolerance);
    passed_->append(passed);
    detail_->append(detail);
}

void ChecksGroup::add_clamps(const PointRuns& runs)
{
    const std::size_t names = outline_.clamps.size();
    std::vector<double> hours(runs.size() * names, missing);
    for (std::size_t run = 0; run < runs.size(); ++run) {
        if (!runs[run]) continue;
        for (const auto& [name, value] : runs[run]->clamps)
            hours[run * names + position(outline_.clamps, name)] = value;
    }
    clamp_hours_->append(hours);
}

} // namespace dcsim
