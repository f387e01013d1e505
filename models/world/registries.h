#pragma once
#include "models/compute/checkpoint_rules.h"
#include "models/efficiency/techniques.h"
#include "models/serving/service_params.h"
#include "models/site/registries.h"
#include "models/workload/workload.h"

namespace dcsim {

/// Everything that a scenario can choose by name.
struct Registries {
    SiteRegistries site;
    ArrivalRows arrivals;
    SizeRows sizes;
    DurationRows durations;
    ServiceRegistry services;
    Registry<Autoscaler> autoscalers;
    TechniqueRegistry techniques;
    CheckpointRules checkpoints;

    WorkloadRows workloads() const { return dcsim::workloads(arrivals, sizes, durations); }
};

/// The rows that come with the program.
Registries built_in();

} // namespace dcsim
