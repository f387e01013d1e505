#include "models/world/simulation.h"
#include "models/compute/cap_warning.h"
#include "models/site/site.h"
#include "models/world/checks.h"
#include "models/world/one_offs.h"
#include "models/world/technique_warning.h"
#include "sim/engine/engine.h"
#include "sim/record/recorder.h"
#include <algorithm>
#include <fmt/core.h>

namespace dcsim {

namespace {

std::vector<std::unique_ptr<JobStream>> streams_of(const Scenario& scenario, const RunContext& context)
{
    std::vector<std::unique_ptr<JobStream>> streams;
    for (const WorkloadScenario& w : scenario.workloads) {
        const WorkloadId id{static_cast<std::uint32_t>(streams.size())};
        const Time until = scenario.window.arrivals_until();
        streams.push_back(w.service ? no_jobs() : make_stream(w.name, id, w.jobs, context, until, change(w)));
    }
    return streams;
}

std::vector<ServicePlan> services_of(const Scenario& scenario, const RunContext& context)
{
    std::vector<ServicePlan> services;
    for (std::uint32_t i = 0; i < scenario.workloads.size(); ++i) {
        const WorkloadScenario& w = scenario.workloads[i];
        if (!w.service) continue;
        services.push_back(
            {.workload = {i},
             .name = w.name,
             .params = &w.service->service,
             .rate = w.service->arrivals(arrival_context(w.name, context, scenario.window.arrivals_until())),
             .techniques = change(w),
             .points = w.service->points,
             .interval = w.service->interval});
    }
    return services;
}

std::vector<std::shared_ptr<const CheckpointRule>> checkpoints_of(const Scenario& scenario)
{
    std::vector<std::shared_ptr<const CheckpointRule>> rules;
    for (const WorkloadScenario& w : scenario.workloads) rules.push_back(w.checkpoint ? w.checkpoint() : nullptr);
    return rules;
}

/// Empty where all jobs run as they ask.
std::vector<Elasticity> elasticity_of(const Scenario& scenario)
{
    std::vector<Elasticity> all;
    for (const WorkloadScenario& w : scenario.workloads) all.push_back(w.jobs.traits.elasticity);
    if (std::ranges::all_of(all, [](const Elasticity& e) { return e.choice == SizeChoice::rigid; })) all.clear();
    return all;
}

std::vector<Routing> routes_of(const Scenario& scenario)
{
    std::vector<Routing> routes;
    for (const WorkloadScenario& w : scenario.workloads) routes.push_back(w.routing);
    return routes;
}

/// What techniques cost once: energy by workload, and a warning of what hardware refuses of it.
std::vector<Energy> one_off_energies(const Scenario& scenario, const Site& site, std::vector<std::string>& warnings)
{
    std::vector<Energy> energies;
    for (const WorkloadScenario& w : scenario.workloads) {
        Energy& sum = energies.emplace_back();
        const Hardware* hardware = site.pools()[w.pool()]->hardware();
        if (!hardware) continue;
        for (const OneOffEnergy& one : one_offs(scenario, w, *hardware)) {
            sum += one.energy;
            if (one.refusal) warnings.push_back("workload." + w.name + ": " + left_out(one));
        }
    }
    return energies;
}

std::map<std::string, std::string> sources_of(const Supply& supply)
{
    return {{"grid", supply.grid().basis + "; " + supply.grid().source}, {"price", supply.price().source}};
}

std::string above_cap(const std::string& workload, const Jobs::AboveCap& jobs)
{
    return fmt::format(
        "workload.{}: {} {} never start, because one alone takes the predicted IT power to {:.4g} kW, above "
        "the scheduler's cap of {:.4g} kW",
        workload, jobs.jobs, jobs.jobs == 1 ? "job that waits can" : "jobs that wait can", jobs.alone / kW,
        jobs.cap / kW);
}

/// What cannot be promised of workloads whose accelerators run under caps.
std::vector<std::string> cap_warnings(const Scenario& scenario)
{
    std::vector<std::string> all;
    for (const WorkloadScenario& w : scenario.workloads) {
        const auto& accelerator = scenario.pool_of(w).accelerator;
        if (!accelerator || !(w.service || w.jobs.work)) continue;
        for (const Operating& point : w.service ? w.service->points : w.jobs.work->control.points) {
            const auto why = point.cap ? cap_warning(*accelerator, *point.cap) : std::nullopt;
            if (!why) continue;
            all.push_back("workload." + w.name + ": " + *why);
            break;
        }
    }
    return all;
}

/// Of workloads with techniques by which no pool gains that they may run on.
std::vector<std::string> technique_warnings(const Scenario& scenario)
{
    std::vector<std::string> all;
    for (const WorkloadScenario& w : scenario.workloads) {
        if (!(w.service || w.jobs.work)) continue;
        std::optional<std::string> why;
        for (const std::size_t pool : w.routing.pools) {
            const auto& accelerator = scenario.site.pools[pool].accelerator;
            if (accelerator && !(why = technique_warning(w, *accelerator))) break;
        }
        if (why) all.push_back("workload." + w.name + ": " + *why);
    }
    return all;
}

/// Of workloads that limits of their nodes do not slow.
std::vector<std::string> limit_warnings(const Scenario& scenario)
{
    std::vector<std::string> all;
    for (const WorkloadScenario& w : scenario.workloads)
        if (!w.jobs.work && std::ranges::any_of(w.routing.pools, [&](std::size_t pool) {
                return !scenario.site.pools[pool].node_limits.empty();
            }))
            all.push_back("workload." + w.name + ": limits of nodes (control.nodes) do not slow " +
                          (w.service ? "services" : "jobs of given duration"));
    return all;
}

std::vector<std::string> warnings_of(Site& site, const std::vector<std::string>& workloads)
{
    std::vector<std::string> all;
    for (const auto& pool : site.pools())
        for (std::string& remark : pool->jobs().remarks()) all.push_back(std::move(remark));
    for (std::uint32_t i = 0; i < workloads.size(); ++i)
        if (const std::string why = site.cannot_run(i); !why.empty())
            all.push_back("workload." + workloads[i] + ": jobs were rejected, because a job " + why);
    for (const auto& pool : site.pools()) {
        const std::vector<Jobs::AboveCap> above = pool->jobs().above_cap();
        for (std::size_t i = 0; i < workloads.size(); ++i)
            if (above[i].jobs > 0) all.push_back(above_cap(workloads[i], above[i]));
    }
    const auto filled = [&](std::uint64_t rows, const std::string& source) {
        if (rows > 0) all.push_back(source + ": " + std::to_string(rows) + " blank or missing rows were filled");
    };
    filled(site.supply().grid().filled_rows, site.supply().grid().source);
    filled(site.supply().price().filled_rows, site.supply().price().source);
    return all;
}

} // namespace

RunContext Simulation::context_of(const Scenario& scenario, std::uint32_t replication, Inputs& inputs)
{
    return {.seed = scenario.seed,
            .replication = replication,
            .start_unix_ns = scenario.window.start.unix_ns,
            .end = scenario.window.end(),
            .inputs = &inputs,
            .offset_minutes = scenario.window.start.offset_minutes};
}

Simulation::Simulation(const Scenario& scenario, const RunContext& context, Sink* sink, JobListener on_left,
                       SpareThread* spare_thread)
    : window_{scenario.window},
      end_{scenario.window.end()},
      engine_{std::make_unique<Engine>()},
      site_{std::make_unique<Site>(
          *engine_, SiteSetup{.params = scenario.site,
                              .run = context,
                              .streams = streams_of(scenario, context),
                              .checkpoints = checkpoints_of(scenario),
                              .elasticity = elasticity_of(scenario),
                              .services = services_of(scenario, context),
                              .routes = routes_of(scenario),
                              .submissions = {scenario.window.counted_from(), scenario.window.arrivals_until()},
                              .stops_when_drained = scenario.window.until_drained,
                              .on_left = std::move(on_left),
                              .spare_thread = spare_thread})}
{
    for (const WorkloadScenario& w : scenario.workloads) workloads_.push_back(w.name);
    one_off_ = one_off_energies(scenario, *site_, scenario_warnings_);
    for (const auto warnings : {cap_warnings, limit_warnings, technique_warnings})
        for (std::string& warning : warnings(scenario)) scenario_warnings_.push_back(std::move(warning));
    if (sink) {
        recorder_ =
            std::make_unique<Recorder>(*sink, Interval{window_.counted_from(), end_}, scenario.output.sample_every);
        site_->record(*recorder_);
    }
    pass_window_start();
}

Simulation::~Simulation() = default;

Time Simulation::now() const
{
    return engine_->now();
}

std::uint64_t Simulation::events() const
{
    return engine_->handled();
}

void Simulation::pass_window_start()
{
    if (counting_ || engine_->now() < window_.counted_from()) return;
    site_->begin_window(engine_->now());
    counting_ = true;
}

void Simulation::advance_to(Time to)
{
    to = std::min(to, end_);
    if (!counting_ && to >= window_.counted_from()) {
        run_to(window_.counted_from());
        pass_window_start();
        if (window_.until_drained && site_->drained()) end_ = engine_->now();
    }
    run_to(std::min(to, end_));
}

/// Where the jobs stop the clock, the run ends, unless nothing counts yet.
void Simulation::run_to(Time to)
{
    engine_->run_until(to);
    while (!counting_ && engine_->now() < to) engine_->run_until(to);
    if (engine_->now() < to) end_ = engine_->now();
}

Outcome Simulation::finish()
{
    advance_to(end_);
    site_->settle(end_);
    Outcome outcome{site_->totals(end_),
                    {},
                    site_->building().clamped_hours(),
                    end_,
                    sources_of(site_->supply()),
                    warnings_of(*site_, workloads_)};
    outcome.totals.one_off = one_off_;
    outcome.warnings.insert(outcome.warnings.end(), scenario_warnings_.begin(), scenario_warnings_.end());
    outcome.checks = run_checks(*site_, outcome.totals, end_);
    if (recorder_) recorder_->finish(end_);
    return outcome;
}

void Simulation::state(Archive& archive)
{
    archive("engine", *engine_)("site", *site_)("counting", counting_)("end", end_);
    if (recorder_) archive("recorder", *recorder_);
}

} // namespace dcsim
