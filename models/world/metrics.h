#pragma once
#include "models/site/totals.h"
#include "sim/record/metric.h"
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dcsim {

/// One line of the metrics table: what it is, and how it follows from the totals of the counting window.
struct Metric {
    MetricInfo info;
    std::function<std::optional<double>(const SiteTotals&)> value; ///< none where there is none (a ratio over zero)
};

/// The one metrics table: screen, HDF5 attributes, `explain` and Python all read it. Ratios are sums over sums by
/// construction: they name their numerator and denominator, which are metrics themselves. `currency` is an ISO code.
std::vector<Metric> metrics_table(const std::string& currency);

/// Position of a metric by name; LogicError if there is none.
std::size_t index_of(const std::vector<Metric>& table, std::string_view name);

/// Every metric of one site, in the order of the table; NaN where there is none.
std::vector<double> evaluate(const std::vector<Metric>& table, const SiteTotals& totals);

} // namespace dcsim
