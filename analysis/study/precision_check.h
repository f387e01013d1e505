#pragma once
#include "analysis/results/result_set.h"
#include "analysis/study/plan.h"

namespace dcsim {

/// What a reader shall know of a study without points that asks for precision: metrics of which no replication has a
/// number, so that nothing is asked of them, and that the most replications were too few.
std::vector<std::string> precision_warnings(const StudyPlan& plan, const ResultSet& results);

/// What is said of a metric of the precision of which no replication has a number.
std::string asked_of_nothing(const std::string& metric);

} // namespace dcsim
