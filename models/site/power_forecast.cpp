#include "models/site/jobs.h"
#include <algorithm>

namespace dcsim {

/// The job's accelerators hold more or less of the cluster and of its predicted power.
void Jobs::hold_changed(Time now, const Job& job, std::int64_t sign)
{
    const std::int64_t change = sign * job.spec.request.milli_accelerators;
    held_milli_.add(now, change);
    if (const auto cores = static_cast<std::int64_t>(cluster_.cores_of(job.spec.request)); cores > 0)
        held_cores_.add(now, sign * cores);
    most_power_.value += sign * job.most.value;
    setup_.scheduler->held_changed(now, job.spec.workload, change);
}

/// What a load adds to its nodes above their idle power. By a law that flattens, a gang adds most where nothing else
/// runs on its nodes; by one that steepens, where they are full, and all gangs together no more than the chord between
/// idle and full.
NanoWatts Jobs::most_power(const Load& load, const Gang& gang) const
{
    const HostPower& law = setup_.host_power;
    Power sum = load.above_idle;
    for (const NodeRun& run : gang.runs) {
        const double part = load.utilisation * run.milli_accelerators / cluster_.milli_accelerators_per_node();
        sum += run.count * std::max(law.at(part) - law.at(0), part * (law.at(1) - law.at(0)));
    }
    return nanowatts(sum);
}

/// What a load adds to the idle power of its nodes, where nothing else runs on them.
Power Jobs::above_idle(const Load& load, const Gang& gang) const
{
    const HostPower& law = setup_.host_power;
    Power sum = load.above_idle;
    for (const NodeRun& run : gang.runs) {
        const double part = load.utilisation * run.milli_accelerators / cluster_.milli_accelerators_per_node();
        sum += run.count * (law.at(part) - law.at(0));
    }
    return sum;
}

/// While it runs: at the lowest clock that a limit of power may lower it to. Limits of its nodes may end before it
/// does.
NanoWatts Jobs::most_power(JobId id, const Gang& gang)
{
    const JobSpec& spec = jobs_[id.value].spec;
    const Allocation on = spec.work ? pacing_->of(gang, request_of(jobs_[id.value], gang)) : Allocation{};
    const Segments paced = spec.work ? whole(spec, on) : Segments{};
    NanoWatts most{};
    for (const Segment& segment : spec.work ? paced : spec.segments) {
        const bool lowered = cap_ && segment.stretch > 0;
        const Load& load =
            lowered ? ladder_of(spec, on, segment.stretch, {{}, least_clock()}).back().load : segment.load;
        most.value = std::max(most.value, most_power(load, gang).value);
    }
    return most;
}

/// On the first nodes of a cluster that has nothing else to do.
std::vector<Jobs::AboveCap> Jobs::above_cap()
{
    std::vector<AboveCap> all(accounts_.size());
    const std::optional<Power> cap = setup_.scheduler->power_cap();
    if (!cap) return all;
    const NanoWatts idle{predicted_power().value - most_power_.value};
    for (const JobView& waits : waiting_.views()) {
        Cluster empty{setup_.cluster, setup_.network ? setup_.network->groups() : NodeGroups{}, setup_.network};
        const auto gang = empty.place(jobs_[waits.id.value].spec.request);
        if (!gang) continue; // nodes are down
        const Power alone = power({idle.value + most_power(waits.id, *gang).value});
        if (nanowatts(alone) <= nanowatts(*cap)) continue;
        AboveCap& above = all[waits.workload.value];
        above = {above.jobs + 1, above.jobs == 0 ? alone : std::min(above.alone, alone), *cap};
    }
    return all;
}

NanoWatts Jobs::predicted_power() const
{
    require(predicts_power_, "only a scheduler with a cap asks for predicted power");
    const Power switches = setup_.network ? setup_.network->power() : Power{};
    return {nanowatts(setup_.host_power.at(0)).value * cluster_.nodes() + nanowatts(switches).value +
            most_power_.value};
}

} // namespace dcsim
