#include "app/comparison_cells.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

ShownColumn shown_column(const Shown& shown, std::vector<Comparison> compared, std::size_t baseline)
{
    double largest = std::abs(compared[baseline].policy_mean);
    for (const Comparison& c : compared)
        if (!(largest > 0)) largest = std::abs(c.policy_mean);
    return {shown, unit_for(largest, shown.units), largest, std::move(compared)};
}

std::string absolute_cell(const Comparison& c, const ShownColumn& column)
{
    if (c.policy_replications == 0) return "-";
    const double value = column.unit.scale * c.policy_mean;
    return fixed(value, column.shown.decimals.value_or(decimals_for(value, 4)));
}

namespace {

/// Differences may be finer than what they are of, by two digits where nothing else is said.
int most_decimals(const ShownColumn& column)
{
    return column.shown.decimals.value_or(decimals_for(column.unit.scale * column.largest, 4) + 2);
}

} // namespace

std::string difference_cell(const Comparison& c, const ShownColumn& column)
{
    if (c.replications == 0) return "-";
    if (c.same()) return "0";
    const double scale = column.unit.scale;
    return signed_with_interval(scale * c.difference, scale * c.half_width.value_or(0), c.half_width.has_value(),
                                most_decimals(column));
}

namespace {

std::string change(const Comparison& c, const ShownColumn& column)
{
    if (c.unresolved()) return "unresolved";
    if (!c.relative || c.difference == 0 || column.shown.share) return "";
    if (*c.relative > 9) return fmt::format("x {:.4g}", 1 + *c.relative);
    const double percent = 100 * *c.relative;
    const double spread = percent / c.difference * c.half_width.value_or(0);
    return signed_percent(percent, std::clamp(decimals_for(spread, 1), 1, 2));
}

} // namespace

std::string relative_cell(const Comparison& c, const ShownColumn& column)
{
    const std::string text = change(c, column);
    if (!c.fewer()) return text;
    if (!c.half_width) return "n = 1: no finding";
    return fmt::format("n = {}{}{}", c.replications, text.empty() ? "" : ": ", text);
}

} // namespace dcsim
