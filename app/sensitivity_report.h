#pragma once
#include "analysis/study/merged_study.h"
#include <string>

namespace dcsim {

/// Which swept keys of a sampled design move which metric, and how well a model says so that is linear in them, or in
/// the logarithm of those with such a scale; names keys that are words. Empty for other designs.
std::string sensitivity_report(const MergedStudy& study);

} // namespace dcsim
