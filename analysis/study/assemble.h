#pragma once
#include "analysis/results/result_set.h"
#include "analysis/study/study.h"

namespace dcsim {

enum class StudyStatus { complete, partial, check_failed };

/// Partial if runs are missing, else check_failed if any run broke an invariant.
StudyStatus status_of(const StudyOutcome& outcome);

/// Everything that results.h5 and summary.csv are written from.
ResultSet assemble(const StudyPlan& plan, const StudyOutcome& outcome);

/// What the user should know of the inputs of its runs: each sentence once.
std::vector<std::string> warnings_of(const ResultSet& results);

/// Basis and origin of an input signal of the runs; with bars between where policies differ.
std::string source_of(const std::vector<RunRecord>& runs, const std::string& signal);

} // namespace dcsim
