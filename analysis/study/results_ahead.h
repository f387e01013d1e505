#pragma once
#include "analysis/results/results_draft.h"
#include "analysis/study/plan.h"
#include "sim/base/errand.h"
#include <memory>

namespace dcsim {

/// The draft of a plan's results, on another thread while its runs go on.
class ResultsAhead {
public:
    /// Begins, if there is a thread to spare. The plan outlives it.
    ResultsAhead(const StudyPlan& plan, SpareThread* spare_thread);
    /// Once; null if none was begun.
    std::unique_ptr<ResultsDraft> take();

private:
    std::unique_ptr<ResultsDraft> draft_;
    Errand drafting_; ///< the last member, so that it is waited for first
};

} // namespace dcsim
