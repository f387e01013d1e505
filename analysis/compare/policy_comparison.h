#pragma once
#include "analysis/compare/comparison.h"
#include "analysis/results/result_set.h"

namespace dcsim {

/// One metric of every policy at one site, by replication; NaN where a run is missing.
std::vector<std::vector<double>> values_by_policy(const ResultSet& results, std::size_t metric,
                                                  const std::string& site);

/// By policy, in how many replications it and the baseline have finished.
std::vector<std::size_t> finished_pairs(const ResultSet& results, std::size_t baseline);

/// Every policy against the baseline, for one metric at site "all"; the baseline's own entry compares it with itself.
std::vector<Comparison> compare_policies(const ResultSet& results, std::size_t metric, std::size_t baseline);

/// Position of a metric by name; LogicError if there is none.
std::size_t metric_index(const ResultSet& results, std::string_view name);

} // namespace dcsim
