#pragma once
#include "analysis/results/results_draft.h"
#include "analysis/study/plan.h"
#include "sim/base/errand.h"
#include <memory>

namespace dcsim {

/// What the results of a plan need and its runs do not, on another thread while they go on: digests of the input files,
/// and the draft.
class ResultsAhead {
public:
    /// Begins, if there is a thread to spare. The plan outlives it.
    ResultsAhead(const StudyPlan& plan, SpareThread* spare_thread);
    /// The draft, once; null if none was begun.
    std::unique_ptr<ResultsDraft> take();

private:
    std::unique_ptr<ResultsDraft> draft_;
    Errand hashing_, drafting_; ///< the last members, so that they are waited for first
};

} // namespace dcsim
