#include "app/sensitivity_report.h"
#include "analysis/compare/sensitivity.h"
#include "app/point_comparisons.h"
#include "app/table.h"
#include "app/words.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <limits>

namespace dcsim {

namespace {

constexpr std::size_t widest_key = 20;

/// What a sampled design draws, of its axis, which is the last one.
struct Regressors {
    std::vector<std::string> titles{};
    std::vector<std::vector<double>> values{}; ///< logarithms of keys with such a scale
    std::vector<std::string> texts{};          ///< keys that are no numbers
};

Regressors regressors_of(const SweptAxis& axis)
{
    Regressors all;
    for (const SweptKey& key : axis.keys) {
        const auto* const numbers = std::get_if<std::vector<double>>(&key.values);
        if (!numbers) {
            all.texts.push_back(key.name);
            continue;
        }
        all.values.push_back(*numbers);
        all.titles.push_back(shortened((key.logarithmic ? "log " : "") + key.name, widest_key));
        if (!key.logarithmic) continue;
        for (double& x : all.values.back()) x = std::log(x);
    }
    return all;
}

/// Keys are drawn independently of each other, so that the coefficients of the rest are what they were.
std::string left_out(const std::vector<std::string>& texts)
{
    return texts.empty() ? std::string{}
                         : wrapped("", "Not in the regression, being text: " + joined_list(texts) + ".", 2) + '\n';
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
    if (!study.study().sampled || study.shape().axes.empty()) return {};
    const Regressors inputs = regressors_of(study.shape().axes.back());
    const std::vector<SweptMetric> metrics = swept_metrics(study.shape());
    std::vector<PointComparisons> cells;
    for (std::size_t point = 0; point < nominal_points(study); ++point)
        cells.push_back(point_comparisons(study, point, metrics));
    std::vector<TextTable::Column> titles{{"policy", ""}, {"metric", "", TextTable::Align::left}};
    for (const std::string& title : inputs.titles) titles.push_back({title, ""});
    titles.push_back({"R2", ""});
    TextTable table{titles};
    bool any = false;
    for (std::size_t policy = 0; policy < study.shape().policies.size(); ++policy)
        for (std::size_t m = 0; m < metrics.size(); ++m) {
            std::vector<double> outcome;
            for (const PointComparisons& at : cells) outcome.push_back(mean_or_nan(at[m][policy]));
            const auto s = sensitivity(inputs.values, outcome);
            if (!s) continue;
            std::vector<std::string> row{study.shape().policies[policy], metrics[m].title};
            for (const double coefficient : s->coefficients) row.push_back(cell(coefficient));
            row.push_back(fmt::format("{:.2f}", s->r2));
            table.add_row(row);
            any = true;
        }
    if (!any) return left_out(inputs.texts);
    return wrapped("",
                   "Sensitivity: standard deviations of a metric for one of a key, the others held (linear regression; "
                   "R2 is the share of the variance that it has):",
                   2) +
           '\n' + table.text() + left_out(inputs.texts) + '\n';
}

} // namespace dcsim
