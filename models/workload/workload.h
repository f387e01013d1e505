#pragma once
#include "models/vocabulary/elasticity.h"
#include "models/vocabulary/job.h"
#include "models/vocabulary/run_context.h"
#include "models/workload/arrivals.h"
#include "models/workload/durations.h"
#include "models/workload/estimates.h"
#include "models/workload/sizes.h"
#include "models/workload/work_model.h"
#include <functional>
#include <memory>
#include <string>

namespace dcsim {

/// What all jobs of a workload have in common, wherever they come from.
struct JobTraits {
    double utilisation{1};                 ///< of the held accelerators, 0..1
    double estimate_factor{1};             ///< what users write down over the nominal duration
    Maker<EstimateError> estimate_error{}; ///< a further factor, drawn for every job; empty = 1
    std::optional<Span> walltime;
    bool kill_at_estimate{false};
    Flexibility flexibility;
    bool exclusive{false}; ///< its jobs share no node with others
    Standing standing;
    Elasticity elasticity;
};

void fields(Fields& f, JobTraits& traits);

/// What a source of jobs is made for. The name keys its random streams, so that every policy gets the same jobs.
struct WorkloadContext {
    const std::string& name;
    WorkloadId id;
    const RunContext& run; ///< outlives the stream
    Time arrivals_until;
    const JobTraits& traits;
    const WorkParams* work{nullptr}; ///< null: jobs are given by their duration; outlives the stream
    /// Changes what work asks of hardware; may be empty.
    std::function<void(Demand&)> techniques{};
};

using WorkloadRows = Registry<JobStream, const WorkloadContext&>;

/// Rows: `generated` (drawn from laws) and `csv` (a job file). The laws are those given.
WorkloadRows workloads(const ArrivalRows&, const SizeRows&, const DurationRows&);

/// A named source of work, `[workload.NAME]`.
struct WorkloadParams {
    std::string preset; ///< row of the catalogue that it is made from; empty: none
    JobTraits traits;
    std::optional<WorkParams> work;
    Maker<JobStream, const WorkloadContext&> source;
};

/// Reads a workload's table. A row that makes no stream of jobs has read all there is.
void fields(Fields& f, WorkloadParams& params, const WorkloadRows& rows);
/// The same with the built-in rows.
void fields(Fields& f, WorkloadParams& params);

/// Jobs in order of submission, none at or after `arrivals_until`. A function of (seed, replication, name, params)
/// only. `params` outlives the stream.
std::unique_ptr<JobStream> make_stream(const std::string& name, WorkloadId, const WorkloadParams&, const RunContext&,
                                       Time arrivals_until, std::function<void(Demand&)> techniques = {});

/// A stream that is empty, of a workload that gives no jobs.
std::unique_ptr<JobStream> no_jobs();

} // namespace dcsim
