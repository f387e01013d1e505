#include "app/sensitivity_report.h"
#include "analysis/compare/sensitivity.h"
#include "app/point_comparisons.h"
#include "app/table.h"
#include "app/words.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <limits>

namespace dcsim {

namespace {

constexpr std::size_t widest_key = 20;

/// The axis of a sampled design, which is the last one; null if there is none or one of its keys is no number.
const SweptAxis* numbers_drawn(const MergedStudy& study)
{
    if (!study.study().sampled || study.shape().axes.empty()) return nullptr;
    const SweptAxis& axis = study.shape().axes.back();
    const bool numbers = std::ranges::all_of(
        axis.keys, [](const SweptKey& key) { return std::holds_alternative<std::vector<double>>(key.values); });
    return numbers ? &axis : nullptr;
}

double mean_or_nan(const Comparison& c)
{
    return c.policy_replications > 0 ? c.policy_mean : std::numeric_limits<double>::quiet_NaN();
}

std::string cell(double coefficient)
{
    return std::isnan(coefficient) ? "-" : fmt::format("{:+.2f}", coefficient);
}

} // namespace

std::string sensitivity_report(const MergedStudy& study)
{
    const SweptAxis* const axis = numbers_drawn(study);
    if (!axis) return {};
    const std::vector<SweptMetric> metrics = swept_metrics(study.shape());
    std::vector<PointComparisons> cells;
    for (std::size_t point = 0; point < nominal_points(study); ++point)
        cells.push_back(point_comparisons(study, point, metrics));
    std::vector<std::vector<double>> inputs;
    std::vector<TextTable::Column> titles{{"policy", ""}, {"metric", "", TextTable::Align::left}};
    for (const SweptKey& key : axis->keys) {
        inputs.push_back(std::get<std::vector<double>>(key.values));
        titles.push_back({shortened(key.name, widest_key), ""});
    }
    titles.push_back({"R2", ""});
    TextTable table{titles};
    bool any = false;
    for (std::size_t policy = 0; policy < study.shape().policies.size(); ++policy)
        for (std::size_t m = 0; m < metrics.size(); ++m) {
            std::vector<double> outcome;
            for (const PointComparisons& at : cells) outcome.push_back(mean_or_nan(at[m][policy]));
            const auto s = sensitivity(inputs, outcome);
            if (!s) continue;
            std::vector<std::string> row{study.shape().policies[policy], metrics[m].title};
            for (const double coefficient : s->coefficients) row.push_back(cell(coefficient));
            row.push_back(fmt::format("{:.2f}", s->r2));
            table.add_row(row);
            any = true;
        }
    if (!any) return {};
    return wrapped("",
                   "Sensitivity: standard deviations of a metric for one of a key, the others held (linear regression; "
                   "R2 is the share of the variance that it has):",
                   2) +
           '\n' + table.text() + '\n';
}

} // namespace dcsim
