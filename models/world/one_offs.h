#pragma once
#include "models/vocabulary/hardware.h"
#include "models/world/scenario.h"
#include <string>
#include <vector>

namespace dcsim {

/// What one technique of a workload costs before it pays, on one whole node.
struct OneOffEnergy {
    std::string technique;
    Energy energy{};
    Seconds time{};
};

/// By technique; those that cost nothing are left out. `of_work` parts are of one job of the workload.
std::vector<OneOffEnergy> one_offs(const WorkloadScenario& workload, const PoolParams& pool, const Hardware& hardware);

} // namespace dcsim
