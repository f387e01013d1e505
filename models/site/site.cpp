#include "models/site/site.h"
#include "models/power/chains.h"
#include "models/workload/workload.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

constexpr std::size_t settled_at_once = 1024; ///< 40 kB of intervals

} // namespace

Site::Site(Engine& engine, SiteSetup setup)
    : run_{Time{}, setup.run.end},
      weather_{setup.params.climate()->series(setup.run)},
      routes_{setup.routes},
      follows_later_{setup.spare_thread != nullptr},
      following_{setup.spare_thread}
{
    routes_.resize(setup.streams.size());
    for (const auto& stream : setup.streams) streams_.push_back(stream.get());
    for (const PoolParams& pool : setup.params.pools) pools_.push_back(std::make_unique<Pool>(pool));
    window_.jobs.resize(pools_.size());
    make_supply(setup);
    make_building(setup);
    for (std::size_t i = 0; i < pools_.size(); ++i) build_pool(engine, setup, i);
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
    if (p.solar && !weather_.no_sun.empty())
        throw IoError{weather_.no_sun + " (supply.solar needs wind and irradiances)"};
    if (p.solar) parts.solar = Solar{pv_per_peak(p.solar->field, weather_, setup.run.start_unix_ns), p.solar->peak};
    parts.battery = p.battery;
    if (p.battery) parts.dispatch = p.dispatch();
    parts.exports = p.exports;
    parts.run = run_;
    parts.start_unix_ns = setup.run.start_unix_ns;
    supply_ = std::make_unique<Supply>(std::move(parts));
    carbon_forecast_ = p.carbon_forecast(supply_->grid().average, setup.run, "carbon intensity");
    price_forecast_ = p.price_forecast(supply_->price().energy, setup.run, "price");
    audit_.until = supply_->grid().average.next_change(Time{}).value_or(Time::never());
}

/// Supplies are rated for the nodes of their pool; all that is behind them carries the sum.
void Site::make_building(const SiteSetup& setup)
{
    const FacilityParams& p = setup.params.facility;
    for (const auto& pool : pools_) supplies_.push_back(p.chain(pool->chain_size({})));
    const Power design_it = p.design_it.value_or(full_power());
    ChainSize all = main().chain_size(design_it);
    for (const auto& pool : pools_)
        if (pool->chain_size({}).node_power == PowerBasis::dc) all.node_power = PowerBasis::dc;
    auto plant = p.plant({design_it, weather_.location.elevation_m});
    auto chain = p.chain(all);
    if (plant->includes_power_chain()) chain = supplies_alone(std::move(chain));
    building_ = std::make_unique<Building>(std::move(plant), std::move(chain));
}

Power Site::full_power() const
{
    Power full{};
    for (std::size_t i = 0; i < pools_.size(); ++i) full += pools_[i]->full_power(*supplies_[i]);
    return full;
}

/// The pool takes what the setup has for its workloads.
void Site::build_pool(Engine& engine, SiteSetup& setup, std::size_t index)
{
    PoolSetup pool{.run = setup.run,
                   .it = it_,
                   .supplies = std::move(supplies_[index]),
                   .carbon = *carbon_forecast_,
                   .price = *price_forecast_,
                   .streams = {},
                   .checkpoints = {},
                   .elasticity = setup.elasticity,
                   .services = {},
                   .submissions = setup.submissions,
                   .stops = {},
                   .number = static_cast<std::uint32_t>(index),
                   .route = {},
                   .chosen = chosen(index),
                   .on_left = setup.on_left,
                   .spare_thread = setup.spare_thread};
    for (std::size_t i = 0; i < routes_.size(); ++i) pool.streams.push_back(stream_for(index, i, setup));
    for (std::size_t i = 0; i < setup.checkpoints.size(); ++i)
        pool.checkpoints.push_back(runs_on(i, index) ? setup.checkpoints[i] : nullptr);
    for (ServicePlan& service : setup.services)
        if (runs_on(service.workload.value, index)) pool.services.push_back(std::move(service));
    if (index == 0 && sends()) pool.route = [this](Time now, const JobSpec& job) -> Jobs& { return route(now, job); };
    if (setup.stops_when_drained) pool.stops = [this] { return drained(); };
    pools_[index]->build(engine, std::move(pool));
}

/// Some jobs choose the pool among several.
bool Site::chosen(std::size_t pool) const
{
    for (std::size_t i = 0; i < routes_.size(); ++i)
        if (routes_[i].pools.size() > 1 && runs_on(i, pool)) return true;
    return false;
}

bool Site::runs_on(std::size_t workload, std::size_t pool) const
{
    return std::ranges::find(routes_[workload].pools, pool) != routes_[workload].pools.end();
}

/// Some jobs choose among pools.
bool Site::sends() const
{
    return std::ranges::any_of(routes_, [](const Routing& r) { return r.pools.size() > 1; });
}

/// The pool that has the workload's stream; the others know what its jobs do. Where jobs choose, the main pool has all,
/// so that those of one instant choose in the order of the file.
std::size_t Site::receives(std::size_t workload) const
{
    return sends() ? 0 : routes_[workload].pools.front();
}

std::unique_ptr<JobStream> Site::stream_for(std::size_t index, std::size_t workload, SiteSetup& setup)
{
    if (receives(workload) == index) return std::move(setup.streams[workload]);
    return runs_on(workload, index) ? work_of(*streams_[workload]) : no_jobs();
}

/// Jobs of a workflow stay together, in the first pool.
Jobs& Site::route(Time now, const JobSpec& job) const
{
    const Routing& routing = routes_[job.workload.value];
    Jobs* best = &pools_[routing.pools.front()]->jobs();
    if (job.in_workflow || routing.pools.size() == 1) return *best;
    std::optional<double> least;
    for (const std::size_t index : routing.pools) {
        Jobs& jobs = pools_[index]->jobs();
        const std::optional<Prospect> prospect = jobs.prospect(now, job);
        if (!prospect || (least && cost(*prospect, routing.by) >= *least)) continue;
        least = cost(*prospect, routing.by);
        best = &jobs;
    }
    return *best;
}

std::string Site::cannot_run(std::size_t workload) const
{
    for (const std::size_t index : routes_[workload].pools)
        if (const std::string& why = pools_[index]->jobs().cannot_run(workload); !why.empty()) return why;
    return {};
}

bool Site::drained() const
{
    return std::ranges::all_of(pools_, [](const auto& pool) { return pool->jobs().drained(); });
}

void Site::record(Recorder& recorder)
{
    it_.record(recorder);
    for (const auto& pool : pools_) pool->record(recorder, pools_.size() > 1);
    if (std::ranges::any_of(pools_, [](const auto& pool) { return pool->network() != nullptr; })) {
        Power switches{};
        for (const auto& pool : pools_) switches += pool->network() ? pool->network()->power() : Power{};
        recorder.channel<Power>({"network_power", "W", "power of the switches", "it", Bins::mean})
            .hold(Time{}, switches);
    }
    building_->record(recorder);
    supply_->record(recorder);
}

LoadMoments Site::it_moments(Interval interval)
{
    Int128 energy = 0, supplies = 0;
    for (const auto& pool : pools_) {
        energy += pool->jobs().loads().it_e18(interval.to);
        supplies += pool->jobs().loads().supply_loss_e18(interval.to);
    }
    const double squares = it_.square_integral(interval.to);
    const Seconds length = seconds(interval);
    const LoadMoments moments{energy_of_e18(energy - it_settled_e18_) / length,
                              (squares - squares_settled_) / length.si(),
                              energy_of_e18(supplies - supplies_settled_e18_) / length};
    it_settled_e18_ = energy;
    supplies_settled_e18_ = supplies;
    squares_settled_ = squares;
    return moments;
}

void Site::measure(Time to)
{
    if (to <= measured_until_) return;
    const Interval interval{measured_until_, to};
    measured_.push_back({interval, it_moments(interval)});
    measured_until_ = to;
}

void Site::settle(Time to)
{
    measure(to);
    following_.await();
    settling_.swap(measured_);
    settle_all();
}

void Site::settle_measured()
{
    following_.await();
    settling_.swap(measured_);
    following_.begin([this] { settle_all(); });
    if (!follows_later_) following_.await();
}

void Site::settle_all()
{
    for (const Measured& measured : settling_) settle(measured);
    settling_.clear();
}

void Site::require_settled() const
{
    require(!following_.is_open() && measured_.empty() && settling_.empty(),
            "building and supply are looked at before they are settled");
}

void Site::settle(const Measured& measured)
{
    const Interval interval = measured.interval;
    const Air outdoors = air_.at(interval.from + Span{(interval.to - interval.from).ns / 2});
    const Building::Load load = building_->step(interval, measured.it, outdoors);
    supply_->settle(interval, load.it, load.cooling, load.loss);
    settled_ = interval.to;
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
    measure(engine.now());
    if (measured_.size() >= settled_at_once) settle_measured();
}

void Site::begin_window(Time now)
{
    settle(now);
    window_ = {now, building_->totals(), supply_->totals(), job_totals(now)};
    supply_->begin_window();
    for (const auto& pool : pools_) pool->begin_window();
}

std::vector<JobTotals> Site::job_totals(Time now) const
{
    std::vector<JobTotals> totals;
    for (const auto& pool : pools_) totals.push_back(pool->jobs().totals(now));
    return totals;
}

/// Adds to the accounts of the workloads that run on this pool.
PoolTotals Site::pool_totals(Time now, std::size_t index, std::vector<WorkloadAccount>& accounts) const
{
    const Pool& pool = *pools_[index];
    PoolTotals totals{pool.name(), pool.accelerators(), pool.jobs().totals(now) - window_.jobs[index], {}};
    std::vector<WorkloadAccount> of_pool = pool.jobs().accounts(now);
    for (std::size_t i = 0; i < of_pool.size(); ++i) {
        if (!runs_on(i, index)) continue;
        totals.account.merge(of_pool[i]);
        if (routes_[i].pools.size() == 1)
            accounts[i] = std::move(of_pool[i]);
        else
            accounts[i].merge(of_pool[i]);
    }
    return totals;
}

SiteTotals Site::totals(Time now) const
{
    require_settled();
    require(settled_ == now, "totals are asked for what is settled");
    SiteTotals t;
    t.length = now - window_.at;
    t.building = building_->totals() - window_.building;
    t.supply = supply_->totals() - window_.supply;
    t.storage = supply_->storage_delta({window_.at, now}, t.supply);
    t.accounts.resize(routes_.size());
    for (std::size_t i = 0; i < pools_.size(); ++i) {
        const Pool& pool = *pools_[i];
        t.pools.push_back(pool_totals(now, i, t.accounts));
        t.running += pool.jobs().running();
        t.queued += pool.jobs().queued();
        t.accelerators += pool.accelerators();
        if (pool.jobs().last_end() > t.last_end.value_or(Time{})) t.last_end = pool.jobs().last_end();
        if (pool.services())
            for (ServiceAccount& service : pool.services()->accounts()) t.services.push_back(std::move(service));
    }
    t.jobs = t.pools.front().jobs;
    for (std::size_t i = 1; i < t.pools.size(); ++i) t.jobs += t.pools[i].jobs;
    for (const WorkloadAccount& account : t.accounts) t.account.merge(account);
    return t;
}

void Site::Snapshot::state(Archive& archive)
{
    archive("at", at)("building", building)("supply", supply)("jobs", jobs);
}

void Site::state(Archive& archive)
{
    settle(measured_until_);
    archive("air", air_)("building", *building_)("supply", *supply_)("it", it_);
    for (const auto& pool : pools_) archive("pool", *pool);
    archive("marks", *marks_);
    archive("settled", settled_)("it settled", it_settled_e18_)("supplies settled", supplies_settled_e18_);
    archive("squares settled", squares_settled_);
    archive("audit", audit_)("window", window_);
    measured_until_ = settled_;
}

} // namespace dcsim
