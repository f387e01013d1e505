#pragma once
#include "analysis/study/plan.h"
#include "analysis/study/stopping_rule.h"
#include <vector>

namespace dcsim {

/// Which runs of a plan come next: all at once, or, where precision is asked for, as many replications as its points
/// turn out to need.
class StudyCourse {
public:
    explicit StudyCourse(const StudyPlan& plan);

    /// What has been finished; the runs of next() in any order.
    void enter(const RunIndex& run, const RunRecord& record);
    /// The runs that are needed beyond those which it has named before; empty when there are none, and while some of
    /// those are missing.
    std::vector<RunIndex> next();

private:
    const StudyPlan& plan_;
    std::vector<std::size_t> metrics_; ///< positions in the metrics table
    std::vector<StoppingRule> rules_;  ///< by point
    std::vector<std::uint32_t> named_;
    bool probes_named_{false};
};

/// Positions of the metrics that a study's precision asks for; empty without one.
std::vector<std::size_t> asked_metrics(const std::optional<PrecisionParams>& precision,
                                       const std::vector<MetricInfo>& metrics);
/// The values of these metrics at the site "all".
std::vector<double> asked_values(const RunRecord& run, const std::vector<std::size_t>& metrics);

} // namespace dcsim
