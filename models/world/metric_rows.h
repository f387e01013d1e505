#pragma once
#include "models/world/metrics.h"
#include "sim/base/errors.h"
#include <optional>
#include <utility>

namespace dcsim {

/// Appends rows to the metrics table.
class MetricRows {
public:
    static constexpr std::optional<double> missing{};

    void add(MetricInfo info, std::function<std::optional<double>(const SiteTotals&)> value)
    {
        rows_.push_back({std::move(info), std::move(value)});
    }

    void energy(const char* name, const char* boundary, const char* meaning, Better better,
                std::function<Energy(const SiteTotals&)> of)
    {
        add({name, "kW h", boundary, meaning, "", "", better}, [of](const SiteTotals& t) { return of(t) / kWh; });
    }

    /// A ratio of two metrics of the table, times a factor between their units. Missing over zero.
    void ratio(MetricInfo info, double factor = 1)
    {
        const auto numerator = rows_[index_of(rows_, info.numerator)].value;
        const auto denominator = rows_[index_of(rows_, info.denominator)].value;
        add(std::move(info), [=](const SiteTotals& t) {
            const double below = denominator(t).value_or(0);
            return below == 0 ? missing : factor * numerator(t).value_or(0) / below;
        });
    }

    std::vector<Metric> take() { return std::move(rows_); }

private:
    std::vector<Metric> rows_;
};

void work_metrics(MetricRows& t);    ///< energy of work by what it is charged to
void service_metrics(MetricRows& t); ///< requests, latencies, objectives

} // namespace dcsim
