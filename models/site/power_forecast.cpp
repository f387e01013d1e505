#include "models/site/jobs.h"
#include <algorithm>

namespace dcsim {

/// The job's accelerators hold more or less of the cluster and of its predicted power.
void Jobs::hold_changed(Time now, const Job& job, std::int64_t sign)
{
    const std::int64_t change = sign * job.spec.request.milli_accelerators;
    held_milli_.add(now, change);
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

NanoWatts Jobs::most_power(JobId id, const Gang& gang)
{
    const JobSpec& spec = jobs_[id.value].spec;
    const Segments paced = spec.work ? whole(spec, pacing_->of(gang, spec.request)) : Segments{};
    NanoWatts most{};
    for (const Segment& segment : spec.work ? paced : spec.segments)
        most.value = std::max(most.value, most_power(segment.load, gang).value);
    return most;
}

NanoWatts Jobs::predicted_power() const
{
    const Power switches = setup_.network ? setup_.network->power() : Power{};
    return {nanowatts(setup_.host_power.at(0)).value * cluster_.nodes() + nanowatts(switches).value +
            most_power_.value};
}

} // namespace dcsim
