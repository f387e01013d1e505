#include "models/world/one_offs.h"
#include "models/site/pacing.h"

namespace dcsim {

namespace {

/// The stretch in which a job of the workload, as techniques find it, does most of its work.
Stretch longest_stretch(const Work& work)
{
    Stretch longest;
    for (const Stretch& s : work.ways.empty() ? std::vector<Stretch>{} : work.ways.front().stretches)
        if (s.iterations >= longest.iterations) longest = s;
    return longest;
}

} // namespace

std::vector<OneOffEnergy> one_offs(const WorkloadScenario& workload, const PoolParams& pool, const Hardware& hardware)
{
    std::vector<OneOffEnergy> all;
    if (workload.techniques.empty()) return all;
    const std::unique_ptr<WorkModel> model = workload.jobs.work ? workload.jobs.work->model() : nullptr;
    const std::uint32_t gang = pool.cluster.node.accelerators;
    const Stretch before = model ? longest_stretch(model->on(gang)) : Stretch{};
    const Techniques techniques{workload.techniques, {model ? model->model() : nullptr}};
    const Allocation node{gang, gang, static_cast<double>(pool.cluster.node.cores)};
    for (const Techniques::NamedOneOff& one : techniques.one_offs(before.demand)) {
        const double iterations = one.work.iterations + one.work.of_work * before.iterations;
        const Pace pace = hardware.pace(one.work.demand, node, {});
        const Seconds time = iterations * pace.iteration;
        all.push_back({one.technique, (gang * hardware.idle_share() + pace.above_idle) * time, time});
    }
    return all;
}

} // namespace dcsim
