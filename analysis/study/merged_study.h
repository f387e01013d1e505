#pragma once
#include "analysis/results/run_grid.h"
#include "analysis/study/assemble.h"
#include "analysis/study/study_folder.h"
#include <set>

namespace dcsim {

/// The finished runs of a sweep's folder as one study, read from their shards point by point.
class MergedStudy : public RunReader {
public:
    /// Looks through all shards: checks them, finds how many replications each point needs, and what is missing. Throws
    /// IoError as StudyFolder::read.
    explicit MergedStudy(const StudyFolder& folder);
    /// By a plan that is known, whatever the folder says by now.
    MergedStudy(const StudyFolder& folder, StudyFile study);

    const ResultShape& shape() const { return shape_; } ///< with as many replications as the point with most has
    const StudyFile& study() const { return study_; }
    StudyStatus status() const { return survey_.status(); }
    const StudySurvey& survey() const { return survey_; }
    PointRuns runs(std::size_t point) const override;

    std::size_t runs_wanted() const { return wanted_; }
    std::size_t runs_missing() const { return missing_; }
    std::uint32_t replications_wanted(std::size_t point) const { return replications_[point]; }
    /// Points that took the most replications and still are not as precise as asked.
    const std::vector<std::size_t>& imprecise_points() const { return imprecise_; }
    /// Of the precision: the metrics that it asks for and that exist in no run.
    std::vector<std::string> precision_warnings() const;
    /// Shards that were found and could not be used.
    std::vector<std::string> ignored() const { return shards_.ignored(); }
    /// Of all numbers of a point's runs: equal points have equal ones.
    const std::string& outcome_digest(std::size_t point) const { return outcomes_[point]; }

    /// Keys of a sampled design whose probe gave the numbers of the first point.
    std::vector<std::string> probed_without_effect() const;

private:
    void look_at(std::size_t point);
    std::shared_ptr<const RunRecord> find(const RunIndex& run) const;

    StudyFile study_;
    mutable Shards shards_;
    ResultShape shape_;
    StudySurvey survey_;
    std::vector<std::uint32_t> replications_;
    std::vector<std::string> outcomes_;
    std::vector<std::size_t> imprecise_;
    std::set<std::size_t> existing_; ///< of the metrics that precision asks for, by their place there
    std::size_t wanted_{0}, missing_{0};
};

/// Names of swept keys, or of keys that were swept together, that changed no number of any run: of full factorial
/// designs by points that differ in one axis alone, of sampled ones by their probes.
std::vector<std::string> without_effect(const MergedStudy& study);

} // namespace dcsim
