#pragma once
#include "models/site/jobs.h"
#include "models/site/pool_params.h"
#include "models/site/services.h"

namespace dcsim {

/// What a pool is built from besides its parameters. What is referred to outlives it.
struct PoolSetup {
    const RunContext& run;
    ItPower& it; ///< of the site
    std::unique_ptr<PowerChain> supplies;
    const Forecast<Intensity>& carbon;
    const Forecast<Price>& price;
    std::vector<std::unique_ptr<JobStream>> streams; ///< by workload; empty ones where others have the workload
    std::vector<std::shared_ptr<const CheckpointRule>> checkpoints;
    std::vector<Elasticity> elasticity;
    std::vector<ServicePlan> services;
    Interval submissions;
    std::function<bool()> stops;
    std::uint32_t number; ///< among those of the site
    std::function<Jobs&(Time, const JobSpec&)> route;
    bool chosen; ///< see JobsSetup, as below
    JobListener on_left;
    SpareThread* spare_thread;
};

/// Nodes of one kind at a site, their network, and the jobs and services that run on them.
class Pool {
public:
    explicit Pool(const PoolParams& params);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Adds its processes and sources to the engine; once. Throws IoError if an input file cannot serve the run.
    void build(Engine& engine, PoolSetup setup);

    const std::string& name() const { return params_.name; }
    std::uint32_t accelerators() const { return params_.cluster.nodes * params_.cluster.node.accelerators; }
    /// All nodes at full load and switches, at the rack inlet: before the supplies.
    Power full_power(const PowerChain& supplies) const;
    ChainSize chain_size(Power design_it) const;                 ///< for the supplies of its nodes
    const Hardware* hardware() const { return hardware_.get(); } ///< null where nothing says what computes
    const Network* network() const { return network_.get(); }    ///< null without [cluster.network]
    Jobs& jobs() { return *jobs_; }
    const Jobs& jobs() const { return *jobs_; }
    const Services* services() const { return services_.get(); } ///< null without any
    void begin_window();
    std::unique_ptr<Outages> outages(const RunContext& run) const; ///< null where nothing fails

    void record(Recorder& recorder, bool one_of_many);
    void state(Archive& archive);

private:
    std::optional<NodeLimits> node_limits(const RunContext& run) const;

    const PoolParams& params_;
    std::unique_ptr<HostPower> host_power_;
    std::unique_ptr<PowerChain> supplies_;
    std::unique_ptr<Hardware> hardware_;
    std::unique_ptr<Network> network_;
    std::unique_ptr<Jobs> jobs_;
    std::unique_ptr<Services> services_;
};

} // namespace dcsim
