#pragma once
#include "models/vocabulary/job.h"
#include "sim/config/fields.h"
#include <vector>

namespace dcsim {

/// Where the jobs of a workload may run, and which of these pools a job goes to when it is submitted.
struct Routing {
    std::vector<std::size_t> pools{0}; ///< among those of the site; the first one where others are no better
    enum class By : std::uint8_t {
        earliest_end, ///< the pool's work so far, evenly over its accelerators, and the job's own length there
        least_energy  ///< of the job alone
    } by{By::earliest_end};
};

/// What a job would find in a pool if it was submitted now.
struct Prospect {
    Seconds backlog{}; ///< until what waits and runs there is done, if accelerators were never idle
    Seconds length{};  ///< its own, on the first nodes of the cluster
    Energy energy{};   ///< with its share of idle nodes
};

/// Lower is better.
double cost(const Prospect& p, Routing::By by);

/// A stream without jobs that knows the work of another, which outlives it: of pools that jobs are sent to.
std::unique_ptr<JobStream> work_of(JobStream& other);

} // namespace dcsim
