#pragma once
#include "analysis/results/result_set.h"
#include "analysis/study/study.h"
#include <filesystem>
#include <string>

namespace dcsim {

/// The comparison table, at most 100 columns: baseline in absolute terms, other policies as paired differences.
std::string table_report(const StudyPlan& plan, const ResultSet& results, const std::filesystem::path& folder);

/// What each workload takes, by cause, and what its requests get; empty where no workload states what it computes.
std::string workload_report(const StudyPlan& plan, const ResultSet& results, std::size_t baseline);

/// The same facts for every metric, as JSON.
std::string json_report(const StudyPlan& plan, const ResultSet& results);

} // namespace dcsim
