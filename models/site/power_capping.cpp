#include "models/site/jobs.h"

/// Clocks of running jobs that are lowered to hold a limit of IT power.
namespace dcsim {

const Ladder& Jobs::ladder_of(const JobSpec& spec, const Allocation& on, std::uint16_t stretch)
{
    return pacing_->ladder(spec.workload, *spec.work, work_of(spec), on, stretch, setup_.power_cap->least_clock);
}

/// Once all that happens at an instant has happened, before its scheduling pass and after it.
void Jobs::loads_changed(Engine& engine)
{
    const bool as_seen = entered_.empty() && loads().power() == seen_by_cap_;
    if (!cap_ || cap_requested_ || as_seen) return;
    cap_requested_ = true;
    engine.schedule(event(engine.now(), Phase::control, Kind::power_cap));
}

/// A job has entered a segment. What hardware paces can be slowed; saves, start-ups and given durations cannot.
void Jobs::follow_segment(JobId id)
{
    cap_->leave(id);
    if (!is_running(id)) return; // it has ended or lost its accelerators since
    const Job& job = jobs_[id.value];
    const std::uint16_t stretch = execution_.segment(id).stretch;
    if (stretch > 0) cap_->join(id, ladder_of(job.spec, *job.on, stretch), job.on->accelerators);
}

void Jobs::hold_power(Time now)
{
    cap_requested_ = false;
    for (const JobId id : entered_) follow_segment(id);
    entered_.clear();
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
    archive("rungs", rungs)("entered", entered_)("seen by cap", seen_by_cap_)("cap requested", cap_requested_);
    archive("over cap", over_cap_);
    if (!archive.restoring()) return;
    for (const auto& [id, rung] : rungs) {
        const Job& job = jobs_[id.value];
        const Ladder& ladder = ladder_of(job.spec, *job.on, execution_.segment(id).stretch);
        cap_->join(id, ladder, job.on->accelerators, rung);
    }
}

} // namespace dcsim
