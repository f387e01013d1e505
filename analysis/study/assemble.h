#pragma once
#include "analysis/results/result_set.h"
#include "analysis/study/study.h"

namespace dcsim {

enum class StudyStatus { complete, partial, check_failed };

/// Partial if runs are missing, else check_failed if any run broke an invariant.
StudyStatus status_of(const StudyOutcome& outcome);

/// What a results file says of a plan, whatever its runs came to; `replications` of them.
ResultShape shape_of(const StudyPlan& plan, std::uint32_t replications);

/// What the runs of a study came to together, run by run.
class StudySurvey {
public:
    void add(const RunRecord& run);
    void miss() { missing_ = true; } ///< a run is not there

    StudyStatus status() const;
    /// What the user should know of the inputs of its runs: each sentence once.
    const std::vector<std::string>& warnings() const { return warnings_; }
    /// Basis and origin of an input signal of the runs; with bars between where they differ.
    std::string source(const std::string& signal) const;
    /// The attributes that depend on the runs: grid, price, status.
    Attributes findings() const;

private:
    bool missing_{false}, broken_{false};
    std::vector<std::string> warnings_;
    std::map<std::string, std::vector<std::string>> sources_;
};

/// Everything that results.h5 and summary.csv are written from.
ResultSet assemble(const StudyPlan& plan, const StudyOutcome& outcome);

/// See StudySurvey.
std::vector<std::string> warnings_of(const ResultSet& results);
std::string source_of(const std::vector<RunRecord>& runs, const std::string& signal);

} // namespace dcsim
