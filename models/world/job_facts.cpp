#include "models/world/job_facts.h"
#include "models/cluster/cluster.h"
#include "models/site/pool.h"
#include "models/site/saves.h"
#include "models/world/simulation.h"
#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace dcsim {

namespace {

constexpr std::size_t jobs_looked_at = 100;

/// By accelerators: how many jobs, and what the first of them asks for.
struct SizeCount {
    std::size_t jobs{0};
    JobSpec first{};
};
using BySize = std::map<std::uint32_t, SizeCount>;

BySize sizes_of(JobStream& stream)
{
    BySize sizes;
    for (std::size_t i = 0; i < jobs_looked_at && stream.next_submit(); ++i) {
        JobSpec job = stream.take();
        if (!job.work) return {};
        SizeCount& size = sizes[job.request.milli_accelerators];
        if (size.jobs++ == 0) size.first = std::move(job);
    }
    return sizes;
}

/// With the nodes that it holds whole, if it shares none.
JobSpec as_held(JobSpec job, const PoolParams& pool)
{
    const Cluster cluster{pool.cluster};
    if (job.request.exclusive && cluster.fits_ever(job.request))
        job.asked = std::exchange(job.request, cluster.whole_nodes(job.request));
    return job;
}

template <class To, class Shares> void charge(To& to, const Shares& shares, Energy energy)
{
    double sum = 0;
    for (const float share : shares) sum += static_cast<double>(share);
    for (std::size_t i = 0; sum > 0 && i < to.size(); ++i) to[i] += static_cast<double>(shares[i]) / sum * energy;
}

Power idle_power(const Allocation& on, const Hardware& hardware)
{
    return (double{1} * on.accelerators + on.unused) * hardware.idle_share();
}

StretchFacts facts_of(const Stretch& stretch, const PacedStretch& paced, const Allocation& on, const Hardware& hardware)
{
    StretchFacts facts{.stretch = stretch, .paced = paced};
    const Power idle = idle_power(on, hardware);
    const Load rest = load_at_rest(hardware);
    const auto add = [&](Seconds time, const Load& load) {
        const Energy energy = (idle + load.above_idle) * time;
        facts.time += time;
        facts.energy += energy;
        const Charges& to = load.charges();
        charge(facts.ledgers.cause, to.cause, energy);
        charge(facts.ledgers.device, to.device, energy);
        facts.ledgers.working_seconds += double{to.working} * energy.si();
        facts.ledgers.arithmetic_seconds += double{to.arithmetic} * energy.si();
    };
    add(paced.at_rest + paced.saving, rest);
    add(paced.running, paced.load);
    return facts;
}

/// What a gang's saves depend on besides its work.
struct Saves {
    std::shared_ptr<const CheckpointRule> rule{}; ///< null: as the work states them
    Frequency failures{};
    Seconds restart{};
    Power idle{}; ///< of the gang, while it saves

    /// Puts saves by the rule in the place of those that the work states.
    SavesFacts apply(PacedWork& paced) const;
};

SavesFacts Saves::apply(PacedWork& paced) const
{
    if (!rule) return {};
    RunToSave run{.failures = failures, .restart = restart};
    for (PacedStretch& p : paced.stretches) {
        run.write = std::max(run.write, p.save);
        run.work = run.work + span_at_least(p.at_rest) + span_at_least(p.running);
        paced.time -= p.saving;
        paced.energy -= idle * p.saving;
        p.saving = {};
    }
    run.write = rule->write().value_or(run.write);
    const auto saving = saving_by(*rule, run, {});
    if (!saving) return {};
    SavesFacts facts{.every = saving->every, .write = saving->write};
    facts.saves = saves_within(run.work, saving->every);
    facts.time = static_cast<double>(facts.saves) * seconds(saving->write);
    facts.energy = idle * facts.time;
    paced.time += facts.time;
    paced.energy += facts.energy;
    return facts;
}

/// Each way at each point that hardware does not refuse.
std::vector<WayFacts> ways_of(const Pacing& pacing, const Work& work, const Allocation& on, const Saves& saves)
{
    std::vector<WayFacts> all;
    for (const Way& way : work.ways) {
        Work one{.ways = {way}};
        if (pacing.refusal(one)) continue;
        for (const Operating& point : work.control.points) {
            one.control.points = {point};
            PacedWork paced = pacing.pace(one, on);
            saves.apply(paced);
            all.push_back({way.label, point, paced.time, paced.energy});
        }
    }
    return all;
}

/// A job of the most frequent size among the first.
struct CommonJob {
    JobSpec job;
    std::size_t other_sizes{0};
    Work work;
};

std::optional<CommonJob> common_job(const Scenario& scenario, const WorkloadScenario& workload,
                                    std::function<void(Demand&)> techniques)
{
    Inputs inputs;
    const RunContext run = Simulation::context_of(scenario, 0, inputs);
    const std::unique_ptr<JobStream> stream = make_stream(workload.name, WorkloadId{}, workload.jobs, run,
                                                          scenario.window.arrivals_until(), std::move(techniques));
    const BySize by_size = sizes_of(*stream);
    if (by_size.empty()) return std::nullopt;
    const auto common = std::ranges::max_element(by_size, {}, [](const auto& size) { return size.second.jobs; });
    const JobSpec job = as_held(common->second.first, scenario.pool_of(workload));
    return CommonJob{job, by_size.size() - 1, *stream->work(job.work->work)};
}

/// As a run would save that failures strike as they strike its nodes.
Saves saves_of(const Scenario& scenario, const WorkloadScenario& workload, const JobSpec& job, const Allocation& on,
               const Hardware& hardware)
{
    Saves saves{.restart = seconds(job.flexibility.restart), .idle = idle_power(on, hardware)};
    if (workload.checkpoint) saves.rule = workload.checkpoint();
    if (!saves.rule) return saves;
    Inputs inputs;
    const Pool pool{scenario.pool_of(workload)};
    const auto outages = pool.outages(Simulation::context_of(scenario, 0, inputs));
    const std::uint32_t nodes = (on.accelerators + on.per_node - 1) / on.per_node;
    if (outages) saves.failures = outages->rate_on(std::max(nodes, job.request.nodes));
    return saves;
}

} // namespace

std::optional<JobBefore> job_before_techniques(const Scenario& scenario, const WorkloadScenario& workload,
                                               const Hardware& hardware)
{
    const std::optional<CommonJob> common = common_job(scenario, workload, {});
    if (!common) return std::nullopt;
    return JobBefore{common->work, Pacing{hardware}.nominal(common->job)};
}

std::optional<JobFacts> job_facts(const Scenario& scenario, const WorkloadScenario& workload, const Hardware& hardware)
{
    const std::optional<CommonJob> common = common_job(scenario, workload, change(workload));
    if (!common) return std::nullopt;
    const JobSpec& job = common->job;

    const Pacing pacing{hardware};
    JobFacts facts{.request = job.request, .other_sizes = common->other_sizes, .on = pacing.nominal(job)};
    facts.work = common->work;
    facts.refusal = pacing.refusal(facts.work);
    if (facts.refusal) return facts;
    facts.paced = pacing.pace(facts.work, facts.on);
    const Saves saves = saves_of(scenario, workload, job, facts.on, hardware);
    facts.saves = saves.apply(facts.paced);
    facts.failures = saves.failures;
    const Way& way = facts.work.ways[facts.paced.way];
    for (std::size_t i = 0; i < way.stretches.size(); ++i) {
        facts.stretches.push_back(facts_of(way.stretches[i], facts.paced.stretches[i], facts.on, hardware));
        facts.ledgers += facts.stretches.back().ledgers;
    }
    const Load rest = load_at_rest(hardware);
    charge(facts.ledgers.cause, rest.charges().cause, facts.saves.energy);
    charge(facts.ledgers.device, rest.charges().device, facts.saves.energy);
    facts.ways = ways_of(pacing, facts.work, facts.on, saves);
    return facts;
}

} // namespace dcsim
