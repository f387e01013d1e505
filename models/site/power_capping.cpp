#include "models/site/jobs.h"

/// Clocks of running jobs that are lowered to hold a limit of IT power.
namespace dcsim {

const Ladder& Jobs::ladder_of(const JobSpec& spec, const Allocation& on, std::uint16_t stretch)
{
    const WorkAmount amount = amount_on(spec, on);
    const Work& work = work_of(spec.workload, amount);
    return pacing_->ladder(spec.workload, amount, work, on, stretch, setup_.power_cap->least_clock);
}

/// Once all that happens at an instant has happened, before its scheduling pass and after it.
void Jobs::loads_changed(Engine& engine)
{
    const bool seen_by_cap = !cap_ || loads().power() == seen_by_cap_;
    const bool cables_as_they_were = !cables_ || !cables_->changed();
    if (!follows_segments_ || rates_requested_ || (entered_.empty() && seen_by_cap && cables_as_they_were)) return;
    rates_requested_ = true;
    engine.schedule(event(engine.now(), Phase::control, Kind::rates));
}

/// Of running segments: gangs on shared cables, or under a limit of power.
void Jobs::new_rates(Time now)
{
    rates_requested_ = false;
    for (const JobId id : entered_) {
        if (cap_) follow_segment(id);
        if (cables_) follow_traffic(now, id);
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

/// A job has entered a segment. What hardware paces can be slowed; saves, start-ups and given durations cannot.
void Jobs::follow_segment(JobId id)
{
    cap_->leave(id);
    if (!is_running(id)) return; // it has ended or lost its accelerators since
    const Job& job = jobs_[id.value];
    const std::uint16_t stretch = execution_.segment(id).stretch;
    if (stretch > 0) cap_->join(id, ladder_of(job.spec, *job.on, stretch), job.on->accelerators, 0, job.on->unused);
}

void Jobs::hold_power(Time now)
{
    for (const auto& [job, rung] : cap_->share(loads().power())) execution_.slow(now, job, rung->speed, rung->load);
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
        const Job& job = jobs_[id.value];
        const Ladder& ladder = ladder_of(job.spec, *job.on, execution_.segment(id).stretch);
        cap_->join(id, ladder, job.on->accelerators, rung, job.on->unused);
    }
}

} // namespace dcsim
