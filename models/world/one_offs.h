#pragma once
#include "models/vocabulary/hardware.h"
#include "models/world/scenario.h"
#include <string>
#include <vector>

namespace dcsim {

/// What one technique of a workload costs before it pays.
struct OneOffEnergy {
    std::string technique;
    Energy energy{};
    Seconds time{};
};

/// By technique; those that cost nothing are left out. `of_work` parts are of one job of the workload, of the size that
/// most of the first jobs have, on the gang that it gets; all else runs on one whole node.
std::vector<OneOffEnergy> one_offs(const Scenario& scenario, const WorkloadScenario& workload,
                                   const Hardware& hardware);

} // namespace dcsim
