#pragma once
#include "analysis/study/assemble.h"
#include <filesystem>

namespace dcsim {

/// When the study ran and on how many threads.
struct WallClock {
    std::int64_t started_unix_ns{0}, finished_unix_ns{0};
    int threads{1};
};

/// Writes results.h5, summary.csv, resolved.toml and manifest.json, each beside its place and renamed.
void write_study(const std::filesystem::path& folder, const StudyPlan& plan, const ResultSet& results,
                 const WallClock& clock, const std::vector<std::string>& warnings);

} // namespace dcsim
