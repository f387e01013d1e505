#pragma once
#include "models/compute/accelerator.h"
#include "models/world/scenario.h"

namespace dcsim {

/// Why a technique of a workload changes nothing on this accelerator. None = all change something, or may.
std::optional<std::string> technique_warning(const WorkloadScenario& workload, const AcceleratorParams& accelerator);

} // namespace dcsim
