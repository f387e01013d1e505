#include "models/site/jobs.h"
#include <algorithm>

/// Clocks of running jobs that are lowered to hold a limit of IT power, or limits of their nodes.
namespace dcsim {

const Ladder& Jobs::ladder_of(const JobSpec& spec, const Allocation& on, std::uint16_t stretch,
                              const Pacing::ClockRange& range)
{
    const WorkAmount amount = amount_on(spec, on);
    return pacing_->ladder(spec.workload, amount, work_of(spec.workload, amount), on, stretch, range);
}

Operating Jobs::allowed_by_nodes(JobId id) const
{
    return setup_.node_limits ? setup_.node_limits->on(execution_.gang(id)) : Operating{};
}

/// Of the segment that a running job is in, as its nodes allow it now, and with a limit of power the network as well.
const Ladder& Jobs::ladder_of(JobId id)
{
    const Job& job = jobs_[id.value];
    const double left = cap_ && cables_ ? 1 / longer(id) : 1;
    return ladder_of(job.spec, *job.on, execution_.segment(id).stretch, {allowed_by_nodes(id), least_clock(), left});
}

/// As if the running jobs whose gangs are meant entered their segments anew.
void Jobs::look_at_segments(const std::function<bool(const Gang&)>& of)
{
    std::vector<JobId> looked_at = entered_;
    std::ranges::sort(looked_at);
    each_alive([&](JobId id, const Job& job) {
        if (!runs(job) || !of(execution_.gang(id))) return;
        traffic_.erase(id);
        if (!std::ranges::binary_search(looked_at, id)) entered_.push_back(id);
    });
}

/// What its nodes allow now changes the pace of every job that holds some of them.
void Jobs::new_limits(Engine& engine)
{
    setup_.node_limits->move_to(engine.now());
    look_at_segments([this](const Gang& gang) { return setup_.node_limits->changed(gang); });
    arm_limits(engine);
}

void Jobs::arm_limits(Engine& engine)
{
    engine.set(limits_alarm_, setup_.node_limits->next_change());
}

/// Once all that happens at an instant has happened, before its scheduling pass and after it.
void Jobs::loads_changed(Engine& engine)
{
    const bool seen_by_cap = !cap_ || loads().power() == seen_by_cap_;
    const bool cables_as_they_were = !cables_ || !cables_->changed();
    if (!follows_segments_ || (entered_.empty() && seen_by_cap && cables_as_they_were)) return;
    engine.set(rates_alarm_, engine.now());
}

/// Of running segments: gangs on shared cables, or under a limit of power.
void Jobs::new_rates(Time now)
{
    for (const JobId id : entered_) {
        if (cap_ || setup_.node_limits) follow_segment(now, id);
        if (cables_ && !cap_) follow_traffic(now, id);
    }
    entered_.clear();
    if (cap_) hold_power(now);
    if (cables_) share_cables(now);
}

/// The job leaves its gang.
void Jobs::stop_following(Time now, JobId id)
{
    if (cap_) cap_->leave(id);
    if (!cables_) return;
    leave_cables(now, id);
    traffic_.erase(id);
}

/// A job has entered a segment, or its nodes allow another clock. What hardware paces can be slowed; saves, start-ups
/// and given durations cannot.
void Jobs::follow_segment(Time now, JobId id)
{
    if (cap_) cap_->leave(id);
    if (!is_running(id)) return; // it has ended or lost its accelerators since
    const Segment& segment = execution_.segment(id);
    if (cap_ && cables_) hold_up(now, id, 0);
    if (segment.stretch == 0) return;
    const Ladder& ladder = ladder_of(id);
    const Rung& first = ladder.front();
    const bool limited = first.speed < 1 || first.load != segment.load;
    if (limited || execution_.is_slowed(id)) execution_.slow(now, id, first.speed, first.load);
    const Allocation& on = *jobs_[id.value].on;
    if (!cap_) return;
    cap_->join(id, ladder, on.accelerators, 0, on.unused);
    if (cables_) hold_up_by_damage(now, id, first.clock);
}

/// A gang under a limit of power at a clock takes longer where parts of its network are down.
void Jobs::hold_up_by_damage(Time now, JobId id, double clock)
{
    const double times = longer(id);
    const std::uint16_t stretch = execution_.segment(id).stretch;
    Operating at = allowed_by_nodes(id);
    at.clock = std::min(at.clock, clock);
    const auto iteration = [&](double factor) { return beside_others(id, stretch, factor, at).pace.iteration; };
    hold_up(now, id, times > 1 ? 1 - iteration(1) / iteration(times) : 0);
}

void Jobs::hold_power(Time now)
{
    for (const auto& [job, rung] : cap_->share(loads().power())) {
        execution_.slow(now, job, rung->speed, rung->load);
        if (cables_) hold_up_by_damage(now, job, rung->clock);
    }
    seen_by_cap_ = loads().power();
    const bool over = cap_->exceeded(seen_by_cap_);
    if (over && !cap_->lowest()) over_cap_ = std::max(over_cap_, power(seen_by_cap_) - setup_.power_cap->limit);
    slowed_milli_.add(now, std::int64_t{1000} * cap_->slowed() - slowed_milli_.level());
    over_cap_time_.add(now, (over ? 1 : 0) - over_cap_time_.level());
}

/// Rungs are numbers; what they are of follows from the jobs.
void Jobs::restore_clocks(Archive& archive)
{
    std::map<JobId, std::uint64_t> rungs = cap_->rungs();
    archive("rungs", rungs)("seen by cap", seen_by_cap_)("over cap", over_cap_);
    if (!archive.restoring()) return;
    for (const auto& [id, rung] : rungs) {
        const Allocation& on = *jobs_[id.value].on;
        cap_->join(id, ladder_of(id), on.accelerators, rung, on.unused);
    }
}

} // namespace dcsim
