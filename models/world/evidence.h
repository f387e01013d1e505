#pragma once
#include "models/compute/provenance.h"
#include "models/world/scenario_file.h"

namespace dcsim {

/// Numbers of the catalogue on which a workload's time and energy rest under a policy: those of the cluster, of the
/// workload, of its techniques. What the scenario gives beside a row, and rows without a mark, are not among them.
MarkedNumbers numbers_used(const PolicyScenario& policy, const WorkloadScenario& workload,
                           const MarkedNumbers& of_catalogue);

/// The same for all workloads of all policies that state what they compute; empty if none does.
MarkedNumbers numbers_used(const ScenarioFile& file);

} // namespace dcsim
