#pragma once
#include "analysis/results/result_set.h"
#include "analysis/study/study.h"
#include <filesystem>
#include <string>

namespace dcsim {

/// The comparison table, at most 100 columns: baseline in absolute terms, other policies as paired differences.
std::string table_report(const StudyPlan& plan, const ResultSet& results, const std::filesystem::path& folder);

/// The same facts for every metric, as JSON.
std::string json_report(const StudyPlan& plan, const ResultSet& results);

} // namespace dcsim
