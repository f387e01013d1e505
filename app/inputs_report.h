#pragma once
#include "analysis/study/merged_study.h"
#include <string>

namespace dcsim {

/// How far results are known: what seeds make of them, and what the spread of the catalogue's numbers does. Empty where
/// inputs were not sampled. With other swept keys, of their first point.
std::string inputs_report(const MergedStudy& study);

} // namespace dcsim
