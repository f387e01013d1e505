#pragma once
#include "analysis/study/study.h"

namespace dcsim {

class SpareThread;

/// A finished run and the number of events that it took.
struct FinishedRun {
    RunRecord record;
    std::uint64_t events{0};
};

/// One run of the plan from start to end; `at_point` is plan.scenario(index.point). `keep_going` is told the fraction
/// done, every simulated day or so, and may end the run early by returning false: then there is no record. A thread to
/// spare makes it faster, and changes nothing else.
std::optional<FinishedRun> run(const StudyPlan& plan, const ScenarioFile& at_point, const RunIndex& index,
                               const std::function<bool(double fraction)>& keep_going,
                               SpareThread* spare_thread = nullptr);

} // namespace dcsim
