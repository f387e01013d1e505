#pragma once
#include "analysis/study/merged_study.h"
#include <filesystem>
#include <string>

namespace dcsim {

/// What a merged sweep came to: a table of points and policies, or, where there are too many, the points at which each
/// policy does best. At most 100 columns.
std::string sweep_report(const MergedStudy& study, const std::filesystem::path& folder);

} // namespace dcsim
