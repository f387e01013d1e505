#include "models/site/jobs.h"
#include <algorithm>

namespace dcsim {

void Jobs::suspend(Engine& engine, const Suspend& decision)
{
    require(jobs_[decision.job.value].status == JobStatus::running, "a scheduler suspends a job that does not run");
    plan_.suspended(decision.job);
    given_up_.push_back(put_back(engine.now(), decision.job, decision.why, progress(engine.now(), decision.job)));
    request_pass(engine);
}

void Jobs::interrupt(Engine& engine, JobId id, Reason why, Span kept)
{
    require(jobs_[id.value].status == JobStatus::running, "a job that is interrupted runs");
    const Gang gang = put_back(engine.now(), id, why, kept);
    cluster_.release(gang);
    leave_nodes(engine.now(), gang);
    plan_.ended(engine.now(), id);
    request_pass(engine);
    arm(engine);
}

/// A running job leaves its gang, which is the caller's to release, and keeps so much of its progress.
Gang Jobs::take_off(Time now, Job& job, JobId id, Span kept)
{
    auto [ended, left, walltime_left, lost] = execution_.interrupt(now, id, kept);
    if (follows_segments_) stop_following(now, id);
    leave(now, job, ended);
    job.useful = job.useful - lost.time;
    write_off(job, lost);
    const Span useful = now - job.since - ended.restoring - lost.time;
    if (job.resident) left.front().load = {};
    job.spec.segments = without_saves(left);
    job.spec.estimate = std::max(Span{1}, *job.spec.estimate - useful);
    if (walltime_left) // which began when the nodes were awake
        job.spec.walltime = *walltime_left - std::max(Span{}, job.waking - (now - job.since));
    job.since = now;
    job.status = JobStatus::queued;
    queued_.add(now, 1);
    return std::move(*ended.gang);
}

/// Some of what the job has held and drawn since it last started is void.
void Jobs::write_off(const Job& job, const Execution::Lost& lost)
{
    WorkloadAccount& account = accounts_[job.spec.workload.value];
    account.lost_milli_ns += Int128{job.spec.request.milli_accelerators} * lost.counted.ns;
    account.lost_e18 += lost.energy_e18;
}

/// The gang is the caller's to release.
Gang Jobs::put_back(Time now, JobId id, Reason why, Span kept)
{
    Job& job = jobs_[id.value];
    Gang gang = take_off(now, job, id, kept);
    if (job.asked) take_size(job.spec, *job.asked, std::min(job.asked->milli_accelerators, sizes(id).back()));
    ++accounts_[job.spec.workload.value].interruptions;
    ++job.interruptions;
    if (job.waited == Span{}) job.waits.first = why;
    job.waits.last = why;
    join(id);
    return gang;
}

Segments Jobs::whole(const JobSpec& spec, const Allocation& on)
{
    const auto saves = rule_of(spec.workload) ? Pacing::Saves::by_rule : Pacing::Saves::as_stated;
    const WorkAmount amount = amount_on(spec, on);
    Segments segments = pacing_->segments(spec.workload, amount, work_of(spec.workload, amount), on, saves);
    cut(segments, spec.fate.after);
    return segments;
}

/// What the job does on the gang: all of it at its first start, later what is left, after the time at rest in which it
/// takes up what was kept.
void Jobs::give_segments(Job& job, const Gang& gang, Span rest)
{
    JobSpec& spec = job.spec;
    if (spec.work) {
        const Allocation on = pacing_->of(gang, spec.used());
        if (job.fresh())
            spec.segments = whole(spec, on);
        else if (*job.on != on)
            spec.segments = carry_over(whole(spec, *job.on), spec.segments, whole(spec, on));
        job.on = on;
    } else if (job.fresh() && spec.fate.after < 1)
        cut(spec.segments, spec.fate.after);
    spec.restoring = rest > Span{} ? 1 : 0;
    if (spec.restoring > 0) {
        const Load at_rest = spec.work ? load_at_rest(*setup_.hardware) : Load{};
        spec.segments.insert(spec.segments.begin(), {Segment::Rate::fixed, rest, at_rest});
    }
    if (job.resident) return;
    const CheckpointRule* rule = rule_of(spec.workload);
    if (!rule) return;
    if (const auto saves = saving(*rule, spec, spec.nominal_duration(), gang.nodes(), job.on ? *job.on : Allocation{}))
        spec.segments = with_saves(spec.segments, spec.restoring, *saves);
}

} // namespace dcsim
