#include "models/world/one_offs.h"
#include "models/world/job_facts.h"

namespace dcsim {

namespace {

/// A part of a job's iterations, as the techniques before the one of number `which` leave them. Where it runs is given:
/// it need not fit, as the job does with all techniques.
Work part_of(const Work& job, const Techniques& techniques, std::size_t which, double part)
{
    Work work = job;
    for (Way& way : work.ways)
        for (Stretch& stretch : way.stretches) {
            stretch.demand = techniques.one_offs(stretch.demand)[which].work.demand;
            stretch.demand.footprint = {};
            stretch.iterations *= part;
            stretch.at_rest = {};
            stretch.saves = 0;
        }
    return work;
}

/// What needs no job, on one whole node.
OneOffEnergy on_node(const Techniques::NamedOneOff& one, const NodeParams& node, const Hardware& hardware)
{
    if (one.work.iterations <= 0) return {one.technique};
    if (auto why = hardware.refusal(one.work.demand)) return {.technique = one.technique, .refusal = std::move(why)};
    const std::uint32_t n = node.accelerators;
    const Pace pace = hardware.pace(one.work.demand, {n, n, static_cast<double>(node.cores)}, {});
    const Seconds time = one.work.iterations * pace.iteration;
    return {one.technique, (n * hardware.idle_share() + pace.above_idle) * time, time};
}

} // namespace

std::vector<OneOffEnergy> one_offs(const Scenario& scenario, const WorkloadScenario& workload, const Hardware& hardware)
{
    std::vector<OneOffEnergy> all;
    if (workload.techniques.empty()) return all;
    const std::unique_ptr<WorkModel> model = workload.jobs.work ? workload.jobs.work->model() : nullptr;
    const Techniques techniques{workload.techniques, {.model = model ? model->model() : nullptr}};
    const auto costs = techniques.one_offs({});
    const Pacing pacing{hardware};
    std::optional<JobBefore> job;
    for (std::size_t i = 0; i < costs.size(); ++i) {
        OneOffEnergy& cost = all.emplace_back(on_node(costs[i], scenario.pool_of(workload).cluster.node, hardware));
        if (costs[i].work.of_work <= 0 || !model) continue;
        if (!job) job = job_before_techniques(scenario, workload, hardware);
        if (!job || job->work.refusal) continue; // no such job runs
        const Work part = part_of(job->work, techniques, i, costs[i].work.of_work);
        cost.refusal = pacing.refusal(part);
        if (cost.refusal) continue;
        const PacedWork paced = pacing.pace(part, job->on);
        cost.energy += paced.energy;
        cost.time += paced.time;
    }
    return all;
}

std::string left_out(const OneOffEnergy& one)
{
    return "what " + one.technique + " costs once leaves out work that the hardware refuses, because it " +
           one.refusal.value();
}

} // namespace dcsim
