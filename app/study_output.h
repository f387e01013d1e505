#pragma once
#include "analysis/results/results_draft.h"
#include "analysis/study/merged_study.h"
#include <filesystem>

namespace dcsim {

/// When the study ran and on how many threads.
struct WallClock {
    std::int64_t started_unix_ns{0};
    int threads{1};

    static WallClock started(int threads = 1); ///< now
};

/// Writes results.h5, summary.csv, resolved.toml and manifest.json beside their places, then renames them, in this
/// order. A draft of the results, if there is one, makes it faster.
void write_study(const std::filesystem::path& folder, const StudyPlan& plan, const ResultSet& results, WallClock clock,
                 const std::vector<std::string>& warnings, std::unique_ptr<ResultsDraft> draft = nullptr);

/// The same of a sweep, read from its shards run by run.
void write_merged(const std::filesystem::path& folder, const MergedStudy& study, WallClock clock);

} // namespace dcsim
