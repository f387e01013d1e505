#pragma once
#include "models/workload/endings.h"
#include "models/workload/work_model.h"
#include "models/workload/workload.h"

namespace dcsim {

/// Jobs drawn from laws: arrivals in order; size, then duration or amount of work, each from a stream of the job's own.
struct GeneratedParams {
    Maker<Arrivals, const ArrivalContext&> arrivals;
    Maker<Sizes> sizes;
    Maker<Durations> durations;             ///< empty where jobs are given by their work
    std::shared_ptr<const Endings> endings; ///< null: all jobs complete
    double cores_per_accelerator{0};
    std::uint32_t cores{0}; ///< of each job besides
    Bytes memory_per_accelerator{};
};

std::unique_ptr<JobStream> make_generated(const GeneratedParams&, const WorkloadContext&);

} // namespace dcsim
