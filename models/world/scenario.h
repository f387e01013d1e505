#pragma once
#include "models/efficiency/techniques.h"
#include "models/serving/service_params.h"
#include "models/site/params.h"
#include "models/site/routing.h"
#include "models/world/registries.h"
#include "models/world/study_params.h"
#include "sim/config/fields.h"
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// When work arrives and what is counted.
///
/// Work arrives during `duration`, the clock runs on for `drain`. Energy, carbon, water and money count from the end of
/// the warm-up to the end of the run; jobs count by submission between the end of the warm-up and the end of
/// `duration`.
struct WindowParams {
    Instant start{1'735'689'600'000'000'000, 0}; ///< 2025-01-01T00:00:00Z
    Span duration, warmup, drain;
    bool until_drained{false}; ///< the run ends with the last job, at the end of `drain` at the latest

    Time arrivals_until() const { return Time{} + duration; }
    Time end() const { return Time{} + duration + drain; }
    Time counted_from() const { return Time{} + warmup; }
};

struct OutputParams {
    enum class Traces : std::uint8_t { none, first, all };
    std::string dir{"out"}; ///< relative to the working directory
    Traces traces{Traces::first};
    Traces jobs{Traces::none};
    Span sample_every{300'000'000'000};
};

/// Requests answered by replicas.
struct ServiceWorkload {
    ServiceParams service;
    Maker<Arrivals, const ArrivalContext&> arrivals;
    std::vector<Operating> points{{}}; ///< how accelerators are run; of several the best is chosen by the interval
    Span interval{300'000'000'000};
};

/// A named source of work: jobs, or a service.
struct WorkloadScenario {
    std::string name;
    Routing routing{}; ///< to the pools of the site
    std::size_t pool() const { return routing.pools.front(); }
    WorkloadParams jobs{};
    std::optional<ServiceWorkload> service{};
    ChosenTechniques techniques{};
    Maker<CheckpointRule> checkpoint{}; ///< of jobs
};

/// What `kind` of a workload may name: the rows for jobs, and `service`, which makes no stream of jobs but fills `w`.
/// `w` and the registries outlive the rows.
WorkloadRows workload_rows(WorkloadScenario& w, const Registries& registries);

using DemandChange = std::function<void(Demand&)>;
/// What the techniques of a workload do to what it asks of hardware; empty without any.
DemandChange change(const WorkloadScenario& w);

/// A scenario with every default filled, ready to build runs from.
struct Scenario {
    explicit Scenario(const Registries& choices) : registries{&choices} {}

    const Registries* registries; ///< outlives the scenario
    std::string title;
    WindowParams window;
    std::uint32_t replications{1};
    std::uint64_t seed{1};
    SiteParams site;
    std::vector<WorkloadScenario> workloads; ///< in the order of the file
    const PoolParams& pool_of(const WorkloadScenario& w) const { return site.pools[w.pool()]; }
    OutputParams output;
    std::optional<PrecisionParams> precision; ///< of the study; absent = so many replications as it says
    std::optional<ClaimParams> claim;         ///< of the policy
    std::vector<std::string> warmup_check;    ///< series in which MSER-5 looks for warm-up that is counted
    std::string currency; ///< ISO code of the prices that the scenario states; empty if all stand in files
};

/// ISO code of all money of the scenario's results: that of the price of energy. Throws IoError if a price file cannot
/// be read, or is in another currency than the prices that the scenario states.
std::string currency_of(const Scenario& scenario, Inputs& inputs);

/// The top of the scenario language.
void fields(Fields& f, Scenario& scenario);

} // namespace dcsim
