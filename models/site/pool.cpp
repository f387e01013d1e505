#include "models/site/pool.h"
#include <algorithm>

namespace dcsim {

namespace {

/// A node whose supplies belong to the chain: their loss follows the load of each node, not the mean of all.
class SuppliedNode final : public HostPower {
public:
    SuppliedNode(std::unique_ptr<HostPower> node, const PowerChain& chain) : node_{std::move(node)}, chain_{&chain} {}
    Power at(double load) const override { return node_->at(load); }
    double host_slope() const override { return node_->host_slope(); }
    bool needs_accelerators() const override { return node_->needs_accelerators(); }
    Power supply_loss(Power drawn) const override { return chain_->supply_loss(drawn); }

private:
    std::unique_ptr<HostPower> node_;
    const PowerChain* chain_;
};

} // namespace

Pool::Pool(const PoolParams& params)
    : params_{params},
      host_power_{host_power(params)},
      hardware_{dcsim::hardware(params)},
      network_{dcsim::network(params)}
{
}

Power Pool::full_power(const PowerChain& supplies) const
{
    const Power node = host_power_->at(1);
    return params_.cluster.nodes * (node + supplies.supply_loss(node)) + (network_ ? network_->power() : Power{});
}

ChainSize Pool::chain_size(Power design_it) const
{
    return {design_it, params_.cluster.node.power_basis, host_power_->at(1)};
}

/// Those of the main pool have streams that do not know of others.
std::unique_ptr<Outages> Pool::outages(const RunContext& run) const
{
    ReliabilityParams p = params_.reliability;
    if (p.failures.empty()) return nullptr;
    if (name() != main_pool)
        for (FailureParams& failure : p.failures) failure.name = name() + "." + failure.name;
    OutageSize size{params_.cluster.nodes, params_.cluster.node.accelerators};
    if (network_) {
        size.switches = network_->topology().switches();
        size.cables = network_->damage().cables();
        size.ports = network_->damage().ports();
        size.switches_with_nodes = network_->damage().switches_with_lone_nodes();
        size.lone_ports = network_->damage().lone_ports();
    }
    return std::make_unique<Outages>(p, size, run);
}

std::optional<NodeLimits> Pool::node_limits(const RunContext& run) const
{
    if (params_.node_limits.empty()) return std::nullopt;
    return NodeLimits{params_.node_limits, run};
}

void Pool::build(Engine& engine, PoolSetup setup)
{
    supplies_ = std::move(setup.supplies);
    host_power_ = std::make_unique<SuppliedNode>(std::move(host_power_), *supplies_);
    jobs_ = std::make_unique<Jobs>(engine, JobsSetup{.cluster = params_.cluster,
                                                     .it = setup.it,
                                                     .host_power = *host_power_,
                                                     .hardware = hardware_.get(),
                                                     .network = network_.get(),
                                                     .scheduler = params_.scheduler(),
                                                     .deferral = params_.deferral(),
                                                     .carbon = setup.carbon,
                                                     .price = setup.price,
                                                     .streams = std::move(setup.streams),
                                                     .checkpoints = std::move(setup.checkpoints),
                                                     .elasticity = std::move(setup.elasticity),
                                                     .outages = outages(setup.run),
                                                     .sleep = params_.sleep,
                                                     .power_cap = params_.power_cap,
                                                     .node_limits = node_limits(setup.run),
                                                     .core_power = params_.host.core,
                                                     .counted = setup.submissions,
                                                     .number = setup.number,
                                                     .route = std::move(setup.route),
                                                     .chosen = setup.chosen,
                                                     .on_left = std::move(setup.on_left),
                                                     .stops = std::move(setup.stops),
                                                     .spare_thread = setup.spare_thread});
    if (setup.services.empty()) return;
    require(hardware_ != nullptr, "services are offered only where the scenario says what computes");
    std::vector<ServiceSetup> services;
    for (ServicePlan& plan : setup.services) services.push_back(on_hardware(std::move(plan), *hardware_, setup.run));
    services_ = std::make_unique<Services>(engine, *jobs_, *hardware_, std::move(services), setup.submissions);
}

void Pool::begin_window()
{
    if (services_) services_->begin_window();
}

void Pool::record(Recorder& recorder, bool one_of_many)
{
    std::string stem = one_of_many ? name() : std::string{};
    std::ranges::replace(stem, '-', '_');
    jobs_->record(recorder, stem);
    if (services_) services_->record(recorder);
}

void Pool::state(Archive& archive)
{
    archive("jobs", *jobs_);
    if (services_) archive("services", *services_);
}

} // namespace dcsim
