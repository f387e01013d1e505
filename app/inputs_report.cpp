#include "app/inputs_report.h"
#include "analysis/compare/policy_comparison.h"
#include "app/point_comparisons.h"
#include "app/table.h"
#include "app/words.h"
#include "sim/numerics/statistics.h"
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

namespace {

/// What a policy's number is (the baseline's own, the others' difference to it) in every sample of the inputs.
double shown(const Comparison& c, bool is_baseline)
{
    return is_baseline ? c.policy_mean : c.difference;
}

class InputsTable {
public:
    explicit InputsTable(const MergedStudy& study) : study_{study}, metrics_{swept_metrics(study.shape())}
    {
        metrics_.resize(3); // three columns each: more do not fit the screen
        const std::size_t step = nominal_points(study);
        for (std::size_t sample = 0; sample <= input_samples(study); ++sample)
            samples_.push_back(point_comparisons(study, sample * step, metrics_));
        const ResultSet nominal = point_results(study, 0);
        for (const SweptMetric& m : metrics_) seeds_.push_back(interval_of_baseline(nominal, m.metric));
    }

    std::string text() const
    {
        std::vector<TextTable::Column> titles{{"policy", "", TextTable::Align::left}};
        std::vector<ShownUnit> units;
        for (std::size_t m = 0; m < metrics_.size(); ++m) {
            units.push_back(unit_for(std::abs(samples_[0][m][baseline()].policy_mean), metrics_[m].units));
            titles.push_back({metrics_[m].title, units.back().name});
            titles.push_back({"seeds", ""});
            titles.push_back({"inputs", ""});
        }
        TextTable table{titles};
        for (std::size_t policy = 0; policy < study_.shape().policies.size(); ++policy) {
            std::vector<std::string> row{study_.shape().policies[policy]};
            for (std::size_t m = 0; m < metrics_.size(); ++m) add_cells(row, m, policy, units[m].scale);
            table.add_row(row);
        }
        return table.text();
    }

private:
    std::size_t baseline() const { return study_.study().baseline; }

    /// Of the mean over replications; none below two, or where the metric does not exist.
    std::optional<double> interval_of_baseline(const ResultSet& nominal, std::string_view metric) const
    {
        std::vector<double> values = values_by_policy(nominal, metric_index(nominal, metric), "all").at(baseline());
        std::erase_if(values, [](double value) { return std::isnan(value); });
        return values.empty() ? std::nullopt : mean_interval(values, 0.95).half_width;
    }

    void add_cells(std::vector<std::string>& row, std::size_t metric, std::size_t policy, double scale) const
    {
        const Comparison& c = samples_[0][metric][policy];
        if (c.replications == 0 || std::isnan(c.policy_mean)) return row.insert(row.end(), {"-", "", ""}), void();
        const double value = scale * shown(c, policy == baseline());
        const int decimals = decimals_for(scale * samples_[0][metric][baseline()].policy_mean, 4);
        row.push_back(fmt::format("{}{}", policy != baseline() && value > 0 ? "+" : "", fixed(value, decimals)));
        const std::optional<double> seeds = policy == baseline() ? seeds_[metric] : c.half_width;
        row.push_back(seeds ? "±" + fixed(scale * *seeds, decimals) : "");
        row.push_back("±" + fixed(scale * spread(metric, policy), decimals));
    }

    double spread(std::size_t metric, std::size_t policy) const
    {
        OnlineStats values;
        for (std::size_t sample = 1; sample < samples_.size(); ++sample) {
            const Comparison& c = samples_[sample][metric][policy];
            if (c.replications > 0 && !std::isnan(c.policy_mean)) values.add(shown(c, policy == baseline()));
        }
        if (values.n() < 2) return 0;
        // Of one more draw, not of the mean of all [Student's prediction interval].
        const auto n = static_cast<double>(values.n());
        return student_t_quantile(0.975, n - 1) * values.sd() * std::sqrt(1 + 1 / n);
    }

    const MergedStudy& study_;
    std::vector<SweptMetric> metrics_;
    std::vector<std::optional<double>> seeds_; ///< of the baseline, by metric
    std::vector<PointComparisons> samples_;    ///< the first: numbers as the catalogue has them
};

} // namespace

std::string inputs_report(const MergedStudy& study)
{
    const std::size_t samples = input_samples(study);
    if (samples == 0) return "";
    const std::string where = nominal_points(study) > 1 ? " at the first of the other points" : "";
    const std::string legend =
        fmt::format("Two error bars{}, 95 % each. Seeds: the interval over replications, paired for differences, "
                    "with the numbers of the catalogue as they "
                    "stand. Inputs: Student's prediction interval over {} samples of these "
                    "numbers, drawn by their spread (inputs.csv). Policies are differences to {}.",
                    where, samples, study.shape().policies[study.study().baseline]);
    return InputsTable{study}.text() + '\n' + wrapped("", legend, 2) + '\n';
}

} // namespace dcsim
