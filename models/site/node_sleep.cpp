#include "models/site/jobs.h"
#include <algorithm>

namespace dcsim {

/// The node is used from now on; one that sleeps is idle first. Returns whether it was asleep.
bool Jobs::use_node(Time now, std::uint32_t node)
{
    if (!sleeping_->use(node)) return false;
    cluster_.wake(NodeId{node});
    execution_.unused_draws(now, node, std::nullopt);
    asleep_nodes_.add(now, -1);
    return true;
}

void Jobs::use_nodes(Time now, const Gang& gang)
{
    if (!sleeping_) return;
    for (const NodeRun& run : gang.runs)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node) use_node(now, node);
}

/// The gang has been given back to the cluster.
void Jobs::leave_nodes(Time now, const Gang& gang)
{
    if (!sleeping_) return;
    for (const NodeRun& run : gang.runs)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node)
            if (cluster_.is_free(NodeId{node})) sleeping_->leave(now, node);
}

/// Where nodes sleep: a job on some that do, or wake for another, waits on all of its gang until they are awake, and
/// pays what those that it wakes draw meanwhile; wall time begins after that. A resident is told by its start.
void Jobs::wake_nodes(Time now, Job& job, const Gang& gang)
{
    std::uint32_t woken = 0;
    Time awake = now;
    for (const NodeRun& run : gang.runs)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node) {
            if (use_node(now, node)) {
                ++woken;
                sleeping_->wakes(node, now + setup_.sleep->wake);
            }
            awake = std::max(awake, sleeping_->awake(node));
        }
    if (awake == now) return;
    job.waking = awake - now;
    JobSpec& spec = job.spec;
    if (spec.walltime) spec.walltime = *spec.walltime + job.waking;
    if (job.resident) return;
    const Power idle = power(loads().idle());
    Load load = spec.work ? load_at_rest(*setup_.hardware) : Load{};
    load.above_idle = woken * (setup_.sleep->wake_power.value_or(idle) - idle);
    spec.segments.insert(spec.segments.begin(), {Segment::Rate::fixed, job.waking, load});
    ++spec.restoring;
}

void Jobs::sleep_nodes(Time now)
{
    while (const auto node = sleeping_->fall_asleep(now)) {
        cluster_.fall_asleep(NodeId{*node});
        execution_.unused_draws(now, *node, setup_.sleep->asleep);
        asleep_nodes_.add(now, 1);
    }
}

void Jobs::arm_sleep(Engine& engine)
{
    if (sleeping_) arm(engine, sleep_alarm_, sleeping_->next(engine.now()).value_or(Time::never()));
}

} // namespace dcsim
