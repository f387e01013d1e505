#include "models/site/jobs.h"

namespace dcsim {

/// The nodes of a gang are used from now on; those that sleep are idle first.
void Jobs::use_nodes(Time now, const Gang& gang)
{
    if (!sleeping_) return;
    for (const NodeRun& run : gang.runs)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node)
            if (sleeping_->use(node)) {
                execution_.unused_draws(now, node, std::nullopt);
                asleep_nodes_.add(now, -1);
            }
}

/// The gang has been given back to the cluster.
void Jobs::leave_nodes(Time now, const Gang& gang)
{
    if (!sleeping_) return;
    for (const NodeRun& run : gang.runs)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node)
            if (cluster_.is_free(NodeId{node})) sleeping_->leave(now, node);
}

/// A job on nodes that sleep waits on all of its gang until they are awake, and pays what they draw meanwhile; wall
/// time begins after that. A resident is told by its start.
void Jobs::wake_nodes(Time now, Job& job, const Gang& gang)
{
    job.waking = {};
    if (!sleeping_) return;
    const std::uint32_t before = sleeping_->asleep();
    use_nodes(now, gang);
    const std::uint32_t woken = before - sleeping_->asleep();
    if (woken == 0) return;
    job.waking = setup_.sleep->wake;
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
        execution_.unused_draws(now, *node, setup_.sleep->asleep);
        asleep_nodes_.add(now, 1);
    }
}

void Jobs::arm_sleep(Engine& engine)
{
    if (sleeping_) arm(engine, sleep_alarm_, sleeping_->next(engine.now()));
}

} // namespace dcsim
