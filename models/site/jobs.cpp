#include "models/site/jobs.h"
#include <algorithm>

namespace dcsim {

Jobs::Jobs(Engine& engine, JobsSetup setup)
    : setup_{std::move(setup)},
      cluster_{setup_.cluster},
      execution_{setup_.host_power, cluster_.nodes(), cluster_.milli_accelerators_per_node()},
      plan_{cluster_, *this, setup_.carbon, setup_.scheduler->looks_ahead() ? Plan::Ahead::kept : Plan::Ahead::none},
      submissions_{std::move(setup_.streams)},
      process_{engine.add(*this)},
      accounts_(submissions_.streams())
{
    submissions_.deliver(event({}, Phase::arrival, Kind::submission));
    engine.add(submissions_);
}

Event Jobs::event(Time at, Phase phase, Kind kind, JobId job) const
{
    return {at, phase, static_cast<std::uint8_t>(kind), process_, job.value};
}

Wish Jobs::of(JobId job) const
{
    const JobSpec& spec = jobs_[job.value].spec;
    const Span estimate = spec.estimate.value_or(spec.nominal_duration());
    return {&spec.request, spec.walltime ? std::min(estimate, *spec.walltime) : estimate};
}

void Jobs::handle(Engine& engine, const Event& event)
{
    react(engine, event);
    if (setup_.stops_when_drained && drained()) engine.stop();
}

void Jobs::react(Engine& engine, const Event& event)
{
    const Time now = engine.now();
    switch (static_cast<Kind>(event.kind)) {
    case Kind::segment_end:
        segment_alarm_.at = Time::never();
        while (const auto job = execution_.pop_completed(now)) end(now, *job, JobStatus::completed);
        request_pass(engine);
        break;
    case Kind::walltime:
        walltime_alarm_.at = Time::never();
        while (const auto job = execution_.pop_overdue(now)) end(now, *job, JobStatus::killed);
        request_pass(engine);
        break;
    case Kind::submission: submit(engine, submissions_.take()); return;
    case Kind::release:
        --deferred_;
        enqueue(engine, JobId{event.entity});
        return;
    case Kind::pass: pass(engine); break;
    }
    arm(engine);
}

void Jobs::submit(Engine& engine, JobSpec spec)
{
    WorkloadAccount& account = accounts_[spec.workload.value];
    ++account.all.submitted;
    if (counts(spec.submit)) ++account.counted.submitted;
    if (!cluster_.fits_ever(spec.request)) return reject(spec);

    if (unused_.empty()) {
        unused_.push_back({static_cast<std::uint32_t>(jobs_.size())});
        jobs_.emplace_back();
    }
    const JobId id = unused_.back();
    unused_.pop_back();
    const Time now = engine.now();
    resident_.add(now, 1);
    queued_.add(now, 1);
    Job& job = jobs_[id.value];
    job = {std::move(spec), submitted_++, now, {}, Reason::submitted, JobStatus::queued, true};
    if (job.spec.flexibility.slack > Span{}) {
        const Time latest = job.spec.submit + job.spec.flexibility.slack;
        const Time chosen = setup_.deferral->not_before({now, of(id).length, latest, setup_.carbon, setup_.price});
        job.not_before = std::clamp(chosen, now, std::max(now, latest));
    }
    if (job.not_before == now) return enqueue(engine, id);
    job.status = JobStatus::deferred;
    job.reason = Reason::deferred;
    ++deferred_;
    engine.schedule(event(job.not_before, Phase::arrival, Kind::release, id));
}

void Jobs::reject(const JobSpec& spec)
{
    WorkloadAccount& account = accounts_[spec.workload.value];
    ++account.all.rejected;
    if (counts(spec.submit)) ++account.counted.rejected;
    if (setup_.on_left)
        setup_.on_left({spec.number, spec.workload, spec.submit, std::nullopt, spec.submit,
                        spec.request.milli_accelerators, Energy{}, Reason::never_fits, JobStatus::rejected});
}

void Jobs::enqueue(Engine& engine, JobId id)
{
    Job& job = jobs_[id.value];
    job.status = JobStatus::queued;
    const Time latest = job.spec.submit + job.spec.flexibility.slack;
    waiting_.insert({id, job.spec.submit, job.spec.request.milli_accelerators, of(id).length, latest, job.not_before},
                    [&](const JobView& other) { return jobs_[other.id.value].sequence > job.sequence; });
    request_pass(engine);
}

void Jobs::request_pass(Engine& engine)
{
    if (pass_requested_ || waiting_.empty()) return;
    pass_requested_ = true;
    engine.schedule(event(engine.now(), Phase::schedule, Kind::pass));
}

void Jobs::pass(Engine& engine)
{
    pass_requested_ = false;
    engine.cancel(wake_timer_);
    plan_.begin(engine.now(), waiting_.views());
    decisions_.clear();
    setup_.scheduler->decide(plan_, decisions_);
    std::size_t started = 0;
    for (const Decision& decision : decisions_) started += apply(engine, decision) ? 1 : 0;
    plan_.finish();
    waiting_.remove(started, [&](const JobView& job) { return jobs_[job.id.value].status == JobStatus::running; });
}

/// Returns whether a job has started.
bool Jobs::apply(Engine& engine, const Decision& decision)
{
    if (const auto* begins = std::get_if<Start>(&decision)) {
        start(engine.now(), *begins);
        return true;
    }
    if (const auto* waits = std::get_if<Wait>(&decision)) jobs_[waits->job.value].reason = waits->why;
    if (const auto* wake = std::get_if<Wake>(&decision))
        engine.move(wake_timer_, event(wake->at, Phase::schedule, Kind::pass));
    return false;
}

void Jobs::start(Time now, const Start& decision)
{
    Job& job = jobs_[decision.job.value];
    require(job.alive && job.status == JobStatus::queued, "a scheduler starts a job that does not wait");
    plan_.start(decision.at);
    job.start = now;
    job.reason = decision.why;
    job.status = JobStatus::running;
    execution_.start(now, decision.job, plan_.gang(decision.at), job.spec);
    ++running_;
    queued_.add(now, -1);
    held_milli_.add(now, job.spec.request.milli_accelerators);

    WorkloadAccount& account = accounts_[job.spec.workload.value];
    const Span wait = now - job.spec.submit;
    account.waited_ns += wait.ns;
    if (!counts(job.spec.submit)) return;
    account.wait_seconds.add(seconds(wait).si());
    account.wait_quantiles.add(seconds(wait).si());
}

void Jobs::end(Time now, JobId id, JobStatus status)
{
    Job& job = jobs_[id.value];
    const auto [gang, energy_e18] = execution_.end(now, id);
    cluster_.release(gang);
    plan_.ended(now, id);
    --running_;
    resident_.add(now, -1);
    held_milli_.add(now, -std::int64_t{job.spec.request.milli_accelerators});
    last_end_ = now;

    WorkloadAccount& account = accounts_[job.spec.workload.value];
    account.energy_e18 += energy_e18;
    account.held_milli_ns += Int128{job.spec.request.milli_accelerators} * (now - job.start).ns;
    account.resident_ns += (now - job.spec.submit).ns;
    const auto way = status == JobStatus::completed ? &JobCounts::completed : &JobCounts::killed;
    ++(account.all.*way);
    if (counts(job.spec.submit)) {
        ++(account.counted.*way);
        account.bounded_slowdown.add(bounded_slowdown(job.start - job.spec.submit, now - job.start));
    }
    if (setup_.on_left)
        setup_.on_left({job.spec.number, job.spec.workload, job.spec.submit, job.start, now,
                        job.spec.request.milli_accelerators, energy_of_e18(energy_e18), job.reason, status});
    job.alive = false;
    unused_.push_back(id);
}

void Jobs::limit(Engine& engine, double clock)
{
    execution_.limit(engine.now(), clock);
    arm(engine);
    request_pass(engine);
}

void Jobs::arm(Engine& engine)
{
    arm(engine, segment_alarm_, execution_.next_segment_end());
    arm(engine, walltime_alarm_, execution_.next_overdue());
}

void Jobs::arm(Engine& engine, Alarm& alarm, std::optional<Time> at)
{
    const Time wanted = at.value_or(Time::never());
    if (wanted == alarm.at) return;
    alarm.at = wanted;
    if (at)
        engine.move(alarm.timer, event(*at, alarm.phase, alarm.kind));
    else
        engine.cancel(alarm.timer);
}

} // namespace dcsim
