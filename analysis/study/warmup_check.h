#pragma once
#include "analysis/results/result_set.h"
#include <string>
#include <vector>

namespace dcsim {

/// What MSER-5 says of these series of the baseline, one sentence each: averaged over the replications that kept them,
/// between the end of the warm-up and the end of the arrivals.
std::vector<std::string> warmup_advice(const ResultSet& results, const std::vector<std::string>& series,
                                       const std::string& baseline, Interval arrivals);

} // namespace dcsim
