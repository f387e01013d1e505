#include "models/site/jobs.h"
#include <algorithm>
#include <fmt/format.h>
#include <utility>

/// From the submission of a job until it joins the queue.
namespace dcsim {

JobId Jobs::free_slot()
{
    if (unused_.empty()) {
        unused_.push_back({static_cast<std::uint32_t>(jobs_.size())});
        jobs_.add();
    }
    const JobId id = unused_.back();
    unused_.pop_back();
    return id;
}

void Jobs::submit(Engine& engine, JobSpec& spec)
{
    WorkloadAccount& account = accounts_[spec.workload.value];
    ++account.all.submitted;
    if (counts(spec.submit)) ++account.counted.submitted;
    std::optional<ResourceRequest> asked;
    if (!cluster_.fits_ever(spec.request)) {
        asked = spec.request;
        if (!shrink(spec)) return reject(spec, Reason::never_fits);
        if (const auto why = outlasts(spec)) {
            if (account.cannot_run.empty()) account.cannot_run = *why;
            return reject(spec, Reason::cannot_run);
        }
    }
    if (spec.request.milli_accelerators == 0) load_cores(spec);
    if (spec.request.exclusive) hold_whole_nodes(spec);
    if (spec.work) {
        const Work& work = work_of(spec.workload, *spec.work);
        if (const auto why = pacing_->refusal(work)) {
            if (account.cannot_run.empty()) account.cannot_run = *why;
            return reject(spec, Reason::cannot_run);
        }
        if (const auto why = pacing_->excess(spec.workload, *spec.work, work, pacing_->nominal(spec))) {
            if (account.cannot_run.empty()) account.cannot_run = *why;
            return reject(spec, Reason::cannot_run);
        }
        const auto saves = rule_of(spec.workload) ? Pacing::Saves::by_rule : Pacing::Saves::as_stated;
        spec.segments = pacing_->segments(spec.workload, *spec.work, work, pacing_->nominal(spec), saves);
        spec.estimate =
            span_at_least(std::min(longest_job, spec.work->estimate_factor * seconds(spec.nominal_duration())));
    }
    if (const CheckpointRule* rule = rule_of(spec.workload)) expect_saves(spec, *rule);

    const JobId id = admit(engine.now(), spec);
    if (asked) jobs_[id.value].asked = *asked;
    if (!jobs_[id.value].spec.in_workflow || !held_by_others(engine, id)) offer(engine, id);
}

/// Jobs of given duration that took a smaller size: on it they may last longer than any run.
std::optional<std::string> Jobs::outlasts(const JobSpec& spec) const
{
    if (spec.work || seconds(spec.nominal_duration()) < longest_job) return std::nullopt;
    return fmt::format("takes {:g} years or more on the {:g} accelerators that there are, longer than any run",
                       longest_job / (365 * day), spec.request.milli_accelerators / 1000.0);
}

/// A job on cores alone loads them. What they draw comes on top of what the node draws, whose law goes by accelerators.
void Jobs::load_cores(JobSpec& spec) const
{
    for (Segment& segment : spec.segments) {
        segment.load.above_idle += segment.load.utilisation * spec.request.cores * setup_.core_power;
        segment.load.utilisation = 0;
    }
}

/// What it asks for is loaded, evenly over its nodes, and the rest of them is idle.
void Jobs::hold_whole_nodes(JobSpec& spec) const
{
    spec.asked = std::exchange(spec.request, cluster_.whole_nodes(spec.request));
    const double used = static_cast<double>(spec.asked->milli_accelerators) / spec.request.milli_accelerators;
    for (Segment& segment : spec.segments) segment.load.utilisation *= used;
}

/// The job joins the queue, now or at the start that its deferral has chosen.
void Jobs::offer(Engine& engine, JobId id)
{
    const Time now = engine.now();
    Job& job = jobs_[id.value];
    job.not_before = chosen_start(now, id);
    if (job.not_before == now) return enqueue(engine, id);
    job.status = JobStatus::deferred;
    job.waits.first = job.waits.last = Reason::deferred;
    ++deferred_;
    engine.schedule(event(job.not_before, Phase::arrival, Kind::release, id));
}

void Jobs::Job::begin(JobSpec& submitted)
{
    static constexpr Course fresh{};
    static_cast<Course&>(*this) = fresh;
    spec = std::move(submitted);
    asked = {};
    waking = {};
    on = {};
}

JobId Jobs::admit(Time now, JobSpec& spec)
{
    const JobId id = free_slot();
    resident_.add(now, 1);
    queued_.add(now, 1);
    Job& job = jobs_[id.value];
    job.begin(spec);
    job.sequence = submitted_++;
    job.not_before = job.since = now;
    if (!job.spec.estimate) job.spec.estimate = job.spec.nominal_duration();
    if (job.spec.killed_at_estimate)
        job.spec.walltime = std::min(job.spec.walltime.value_or(*job.spec.estimate), *job.spec.estimate);
    const Span at_most = std::min(*job.spec.estimate, job.spec.walltime.value_or(*job.spec.estimate));
    const Span until = job.spec.standing.deadline.value_or(job.spec.flexibility.slack + at_most);
    job.deadline = job.spec.submit + until;
    job.status = JobStatus::queued;
    job.alive = true;
    if (elasticity(job.spec.workload)) job.asked = job.spec.request;
    return id;
}

Time Jobs::chosen_start(Time now, JobId id) const
{
    const JobSpec& spec = jobs_[id.value].spec;
    if (spec.flexibility.slack <= Span{}) return now;
    const Time latest = spec.submit + spec.flexibility.slack;
    const Time chosen =
        setup_.deferral->not_before({now, length(jobs_[id.value]), latest, setup_.carbon, setup_.price});
    return std::clamp(chosen, now, std::max(now, latest));
}

const Work& Jobs::work_of(WorkloadId workload, const WorkAmount& amount)
{
    const Work* work = submissions_.work(workload, amount.work);
    require(work && pacing_, "a job of work needs a stream that knows it, and hardware");
    return *work;
}

void Jobs::reject(const JobSpec& spec, Reason why)
{
    if (spec.in_workflow) {
        workflows_.open(spec, {});
        workflows_.close(spec, false); // those that follow come later
    }
    WorkloadAccount& account = accounts_[spec.workload.value];
    ++account.all.rejected;
    if (counts(spec.submit)) ++account.counted.rejected;
    if (setup_.on_left)
        setup_.on_left({.number = spec.number,
                        .workload = spec.workload,
                        .pool = setup_.number,
                        .submit = spec.submit,
                        .end = spec.submit,
                        .milli_accelerators = spec.request.milli_accelerators,
                        .reason = why,
                        .status = JobStatus::rejected});
}

} // namespace dcsim
