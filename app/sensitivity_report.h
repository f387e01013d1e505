#pragma once
#include "analysis/study/merged_study.h"
#include <string>

namespace dcsim {

/// Which swept keys of a sampled design move which metric, and how well a linear model says so; empty for other
/// designs, for keys that are words, and with too few points.
std::string sensitivity_report(const MergedStudy& study);

} // namespace dcsim
