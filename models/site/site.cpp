#include "models/site/site.h"
#include "models/power/chains.h"
#include <cmath>

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

Site::Site(Engine& engine, SiteSetup setup)
    : run_{Time{}, setup.run.end},
      accelerators_{setup.params.cluster.nodes * setup.params.cluster.node.accelerators},
      host_power_{host_power(setup.params)},
      hardware_{dcsim::hardware(setup.params)},
      network_{dcsim::network(setup.params)},
      weather_{setup.params.climate()->series(setup.run)}
{
    make_supply(setup);
    make_building(setup);
    make_jobs(engine, setup);
    make_services(engine, setup);
    marks_.emplace(setup.params.facility.settle_every, setup.run.start_unix_ns, engine.add(*this));
    engine.add(*marks_);
}

void Site::make_supply(const SiteSetup& setup)
{
    const SupplyParams& p = setup.params.supply;
    SupplyParts parts;
    parts.grid = std::make_shared<const GridSeries>(p.grid()->series(setup.run));
    parts.price = std::make_shared<const PriceSeries>(p.price()->series(setup.run));
    parts.carbon_forecast = p.carbon_forecast(parts.grid->average, setup.run, "carbon intensity");
    parts.price_forecast = p.price_forecast(parts.price->energy, setup.run, "price");
    if (p.solar) parts.solar = Solar{pv_per_peak(p.solar->field, weather_, setup.run.start_unix_ns), p.solar->peak};
    parts.battery = p.battery;
    if (p.battery) parts.dispatch = p.dispatch();
    parts.exports = p.exports;
    parts.run = run_;
    parts.start_unix_ns = setup.run.start_unix_ns;
    supply_ = std::make_unique<Supply>(std::move(parts));
    audit_.until = supply_->grid().average.next_change(Time{}).value_or(Time::never());
}

void Site::make_building(const SiteSetup& setup)
{
    const FacilityParams& p = setup.params.facility;
    const Power switches = network_ ? network_->power() : Power{};
    const Power design_it = p.design_it.value_or(setup.params.cluster.nodes * host_power_->at(1) + switches);
    auto plant = p.plant({design_it, weather_.location.elevation_m});
    auto chain = plant->includes_power_chain()
                     ? no_chain()
                     : p.chain({design_it, setup.params.cluster.node.power_basis, host_power_->at(1)});
    host_power_ = std::make_unique<SuppliedNode>(std::move(host_power_), *chain); // the building keeps the chain
    building_ = std::make_unique<Building>(std::move(plant), std::move(chain));
}

OutageSize Site::outage_size(const ClusterParams& cluster) const
{
    OutageSize size{cluster.nodes, cluster.node.accelerators};
    if (!network_) return size;
    size.switches = network_->topology().switches();
    size.cables = network_->damage().cables();
    size.switches_with_nodes = network_->damage().switches_with_lone_nodes();
    return size;
}

void Site::make_jobs(Engine& engine, SiteSetup& setup)
{
    const ClusterParams& cluster = setup.params.cluster;
    std::unique_ptr<Outages> outages;
    if (!setup.params.reliability.failures.empty())
        outages = std::make_unique<Outages>(setup.params.reliability, outage_size(cluster), setup.run);
    jobs_ = std::make_unique<Jobs>(engine, JobsSetup{.cluster = cluster,
                                                     .host_power = *host_power_,
                                                     .hardware = hardware_.get(),
                                                     .network = network_.get(),
                                                     .scheduler = setup.params.scheduler(),
                                                     .deferral = setup.params.deferral(),
                                                     .carbon = supply_->carbon_forecast(),
                                                     .price = supply_->price_forecast(),
                                                     .streams = std::move(setup.streams),
                                                     .checkpoints = std::move(setup.checkpoints),
                                                     .elasticity = std::move(setup.elasticity),
                                                     .outages = std::move(outages),
                                                     .sleep = setup.params.sleep,
                                                     .power_cap = setup.params.power_cap,
                                                     .counted = setup.submissions,
                                                     .on_left = std::move(setup.on_left),
                                                     .stops_when_drained = setup.stops_when_drained});
}

void Site::make_services(Engine& engine, SiteSetup& setup)
{
    if (setup.services.empty()) return;
    require(hardware_ != nullptr, "services are offered only where the scenario says what computes");
    std::vector<ServiceSetup> services;
    for (ServicePlan& plan : setup.services) services.push_back(on_hardware(std::move(plan), *hardware_, setup.run));
    services_ = std::make_unique<Services>(engine, *jobs_, *hardware_, std::move(services), setup.submissions.to);
}

void Site::record(Recorder& recorder)
{
    jobs_->record(recorder);
    if (services_) services_->record(recorder);
    building_->record(recorder);
    supply_->record(recorder);
}

LoadMoments Site::it_moments(Interval interval)
{
    const Int128 energy = jobs_->loads().it_e18(interval.to);
    const double squares = jobs_->loads().square_integral(interval.to);
    const Seconds length = seconds(interval);
    const Int128 supplies = jobs_->loads().supply_loss_e18(interval.to);
    const LoadMoments moments{energy_of_e18(energy - it_settled_e18_) / length,
                              (squares - squares_settled_) / length.si(),
                              energy_of_e18(supplies - supplies_settled_e18_) / length};
    it_settled_e18_ = energy;
    supplies_settled_e18_ = supplies;
    squares_settled_ = squares;
    return moments;
}

void Site::settle(Time to)
{
    if (to <= settled_) return;
    const Interval interval{settled_, to};
    const LoadMoments it = it_moments(interval);
    const Air outdoors = air_.at(interval.from + Span{(to - interval.from).ns / 2});
    const Building::Load load = building_->step(interval, it, outdoors);
    supply_->settle(interval, load.it, load.cooling, load.loss);
    settled_ = to;
    audit();
}

/// Of the step under audit: what the ledger booked since its start, against import times its intensity, kg.
double Site::open_residual() const
{
    const SupplyTotals now = supply_->totals();
    const Energy import = now.of(Flow::import) - audit_.import;
    return std::abs((now.location_carbon - audit_.carbon).si() -
                    (supply_->grid().average.at(audit_.from) * import).si());
}

void Site::audit()
{
    if (settled_ < audit_.until) return;
    // A step that ends inside a settlement interval is left out: its share of the import is not known from outside.
    if (settled_ == audit_.until) audit_.residual += open_residual();
    const SupplyTotals now = supply_->totals();
    audit_.from = settled_;
    audit_.until = supply_->grid().average.next_change(settled_).value_or(Time::never());
    audit_.import = now.of(Flow::import);
    audit_.carbon = now.location_carbon;
}

void Site::handle(Engine& engine, const Event&)
{
    settle(engine.now());
}

void Site::begin_window(Time now)
{
    settle(now);
    window_ = {now, building_->totals(), supply_->totals(), jobs_->totals(now)};
    supply_->begin_window();
    if (services_) services_->begin_window();
}

WorkloadAccount Site::merged_accounts(Time now) const
{
    WorkloadAccount sum;
    for (const WorkloadAccount& account : jobs_->accounts(now)) sum.merge(account);
    return sum;
}

SiteTotals Site::totals(Time now) const
{
    require(settled_ == now, "totals are asked for what is settled");
    SiteTotals t;
    t.length = now - window_.at;
    t.building = building_->totals() - window_.building;
    t.supply = supply_->totals() - window_.supply;
    t.storage = supply_->storage_delta({window_.at, now}, t.supply);
    t.jobs = jobs_->totals(now) - window_.jobs;
    t.account = merged_accounts(now);
    t.running = jobs_->running();
    t.queued = jobs_->queued();
    t.accounts = jobs_->accounts(now);
    if (services_) t.services = services_->accounts();
    t.accelerators = accelerators_;
    if (jobs_->last_end() > Time{}) t.last_end = jobs_->last_end();
    return t;
}

void Site::Snapshot::state(Archive& archive)
{
    archive("at", at)("building", building)("supply", supply)("jobs", jobs);
}

void Site::state(Archive& archive)
{
    archive("air", air_)("building", *building_)("supply", *supply_)("jobs", *jobs_)("marks", *marks_);
    if (services_) archive("services", *services_);
    archive("settled", settled_)("it settled", it_settled_e18_)("supplies settled", supplies_settled_e18_);
    archive("squares settled", squares_settled_);
    archive("audit", audit_)("window", window_);
}

} // namespace dcsim
