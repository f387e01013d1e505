#include "analysis/results/results_groups.h"
#include <algorithm>
#include <limits>

namespace dcsim {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

void add_new(Names& names, const std::string& name)
{
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

std::size_t position(const Names& names, const std::string& name)
{
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

void write_check_variables(NetcdfGroup& group, Names dimensions, const Names& names, const RunGrid& grid)
{
    const std::size_t cells = grid.cells() * names.size();
    std::vector<double> residual(cells, missing), tolerance(cells, missing);
    std::vector<std::int8_t> passed(cells, -1);
    std::vector<std::string> detail(cells);
    for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
        if (!grid.run(cell)) continue;
        for (const CheckRecord& check : grid.run(cell)->checks) {
            const std::size_t at = cell * names.size() + position(names, check.name);
            residual[at] = check.residual;
            tolerance[at] = check.tolerance;
            passed[at] = check.passed ? 1 : 0;
            detail[at] = check.detail;
        }
    }
    dimensions.emplace_back("check");
    group.variable("residual", dimensions, residual, {{"long_name", "what is left over, in the unit of the check"}});
    group.variable("tolerance", dimensions, tolerance, {{"long_name", "largest residual that passes"}});
    group.variable("passed", dimensions, passed, {{"units", "1"}, {"long_name", "1 passed, 0 failed"}});
    group.variable("detail", dimensions, detail, {{"long_name", "what the check found"}});
}

void write_clamps(NetcdfGroup& group, Names dimensions, const Names& names, const RunGrid& grid)
{
    std::vector<double> hours(grid.cells() * names.size(), missing);
    for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
        if (!grid.run(cell)) continue;
        for (const auto& [name, value] : grid.run(cell)->clamps)
            hours[cell * names.size() + position(names, name)] = value;
    }
    dimensions.emplace_back("clamp");
    group.variable("clamp_hours", dimensions, hours, {{"units", "h"}, {"long_name", "time at a limit of a model"}});
}

} // namespace

void write_checks(NetcdfGroup& root, const ResultSet& results, const RunGrid& grid)
{
    Names checks, clamps;
    for (const RunRecord* run : grid.in_order()) {
        for (const CheckRecord& check : run->checks) add_new(checks, check.name);
        for (const auto& clamp : run->clamps) add_new(clamps, clamp.first);
    }
    if (checks.empty() && clamps.empty()) return;
    NetcdfGroup group = root.child("checks");
    const Names dimensions = add_run_scales(group, results, results.replications);
    if (!checks.empty()) {
        group.coordinate("check", checks, {{"long_name", "what is conserved"}});
        write_check_variables(group, dimensions, checks, grid);
    }
    if (!clamps.empty()) {
        group.coordinate("clamp", clamps, {{"long_name", "model and limit"}});
        write_clamps(group, dimensions, clamps, grid);
    }
}

} // namespace dcsim
