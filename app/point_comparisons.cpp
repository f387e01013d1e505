#include "app/point_comparisons.h"
#include "analysis/compare/policy_comparison.h"
#include <string>

namespace dcsim {

std::vector<SweptMetric> swept_metrics(const ResultShape& shape)
{
    std::string currency;
    for (const auto& [name, value] : shape.attributes)
        if (name == "currency") currency = std::get<std::string>(value);
    return {{"energy_facility_kwh", "facility", {{"Wh", 1e3}, {"kWh", 1}, {"MWh", 1e-3}, {"GWh", 1e-6}}},
            {"co2e_location_adjusted_kg", "CO2e", {{"g", 1e3}, {"kg", 1}, {"t", 1e-3}, {"kt", 1e-6}}},
            {"cost_energy_adjusted", "cost", {{currency, 1}, {"k" + currency, 1e-3}, {"M" + currency, 1e-6}}},
            {"wait_p95_s", "p95 wait", {{"s", 1}, {"min", 1.0 / 60}, {"h", 1.0 / 3600}}}};
}

ResultSet point_results(const MergedStudy& study, std::size_t point)
{
    ResultSet set{study.shape(), {}};
    set.axes.clear();
    for (const auto& run : study.runs(point)) {
        if (!run) continue;
        set.runs.push_back(*run);
        set.runs.back().key.point = 0;
    }
    return set;
}

PointComparisons point_comparisons(const MergedStudy& study, std::size_t point, const std::vector<SweptMetric>& metrics)
{
    const ResultSet set = point_results(study, point);
    PointComparisons all;
    for (const SweptMetric& m : metrics)
        all.push_back(compare_policies(set, metric_index(set, m.metric), study.study().baseline));
    return all;
}

std::size_t input_samples(const MergedStudy& study)
{
    const std::vector<SweptAxis>& axes = study.shape().axes;
    return !axes.empty() && axes.front().name == "inputs" ? axes.front().levels - 1 : 0;
}

std::size_t nominal_points(const MergedStudy& study)
{
    return study.study().points() / (input_samples(study) + 1);
}

} // namespace dcsim
