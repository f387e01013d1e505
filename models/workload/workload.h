#pragma once
#include "models/vocabulary/job.h"
#include "models/vocabulary/run_context.h"
#include "models/workload/arrivals.h"
#include "models/workload/durations.h"
#include "models/workload/sizes.h"
#include <memory>
#include <string>

namespace dcsim {

/// What all jobs of a workload have in common, wherever they come from.
struct JobTraits {
    double utilisation{1};     ///< of the held accelerators, 0..1
    double estimate_factor{1}; ///< what users write down over the nominal duration
    std::optional<Span> walltime;
    Flexibility flexibility;
};

void fields(Fields& f, JobTraits& traits);

/// What a source of jobs is made for. The name keys its random streams, so that every policy gets the same jobs.
struct WorkloadContext {
    const std::string& name;
    WorkloadId id;
    const RunContext& run; ///< outlives the stream
    Time arrivals_until;
    const JobTraits& traits;
};

using WorkloadRows = Registry<JobStream, const WorkloadContext&>;

/// Rows: `generated` (drawn from laws) and `csv` (a job file). The laws are those given.
WorkloadRows workloads(const ArrivalRows&, const SizeRows&, const DurationRows&);

/// A named source of work, `[workload.NAME]`.
struct WorkloadParams {
    JobTraits traits;
    Maker<JobStream, const WorkloadContext&> source;
};

void fields(Fields& f, WorkloadParams& params, const WorkloadRows& rows);
/// The same with the built-in rows.
void fields(Fields& f, WorkloadParams& params);

/// Jobs in order of submission, none at or after `arrivals_until`. A function of (seed, replication, name, params)
/// only.
std::unique_ptr<JobStream> make_stream(const std::string& name, WorkloadId, const WorkloadParams&, const RunContext&,
                                       Time arrivals_until);

} // namespace dcsim
