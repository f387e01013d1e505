#include "models/site/jobs.h"
#include "sim/base/prefetch.h"
#include <algorithm>
#include <utility>

namespace dcsim {

namespace {

JobStatus status_of(const Fate& fate)
{
    switch (fate.ending) {
    case Fate::Ending::failed: return JobStatus::failed;
    case Fate::Ending::cancelled: return JobStatus::cancelled;
    case Fate::Ending::completed: break;
    }
    return JobStatus::completed;
}

/// Where jobs that ended after running are counted.
std::uint64_t JobCounts::*count_of(JobStatus status)
{
    switch (status) {
    case JobStatus::failed: return &JobCounts::failed;
    case JobStatus::cancelled: return &JobCounts::cancelled;
    case JobStatus::killed: return &JobCounts::killed;
    default: return &JobCounts::completed;
    }
}

} // namespace

Jobs::Jobs(Engine& engine, JobsSetup setup)
    : setup_{std::move(setup)},
      cluster_{setup_.cluster, setup_.network ? setup_.network->groups() : NodeGroups{}, setup_.network},
      execution_{setup_.it, setup_.host_power, cluster_.nodes(), cluster_.milli_accelerators_per_node(),
                 setup_.network ? setup_.network->power() : Power{}},
      plan_{cluster_, *this, setup_.carbon,
            setup_.scheduler->looks_ahead() || !setup_.elasticity.empty() ? Plan::Ahead::kept : Plan::Ahead::none},
      submissions_{std::move(setup_.streams), setup_.spare_thread},
      process_{engine.add(*this)},
      overtakes_{setup_.scheduler->overtakes()},
      resizes_{setup_.scheduler->resizes()},
      predicts_power_{setup_.scheduler->power_cap().has_value()},
      accounts_(submissions_.streams()),
      ended_jobs_{submissions_.streams(), setup_.spare_thread}
{
    execution_.count_from(setup_.counted.from);
    if (setup_.chosen) backlog_.emplace();
    if (setup_.counted.from > Time{}) engine.set(add_alarm(engine, Phase::signal, Kind::window), setup_.counted.from);
    if (setup_.hardware) pacing_.emplace(*setup_.hardware, setup_.network);
    submissions_.deliver(event({}, Phase::arrival, Kind::submission));
    engine.add(submissions_);
    segment_alarm_ = add_alarm(engine, Phase::completion, Kind::segment_end);
    walltime_alarm_ = add_alarm(engine, Phase::trip, Kind::walltime);
    pass_alarm_ = add_alarm(engine, Phase::schedule, Kind::pass);
    if (setup_.sleep) {
        sleeping_.emplace(*setup_.sleep, cluster_.nodes());
        sleep_alarm_ = add_alarm(engine, Phase::control, Kind::sleep);
        arm_sleep(engine);
    }
    if (setup_.power_cap) cap_.emplace(setup_.power_cap->limit);
    const bool breaks = setup_.outages && setup_.outages->breaks_network();
    if (setup_.network && pacing_ && (breaks || setup_.network->contention() != Contention::none)) {
        cables_.emplace(setup_.network->arcs());
        contention_ppm_.resize(accounts_.size());
    }
    if (setup_.node_limits) {
        limits_alarm_ = add_alarm(engine, Phase::control, Kind::limits);
        arm_limits(engine);
    }
    follows_segments_ = cap_ || cables_ || setup_.node_limits;
    if (follows_segments_) {
        rates_alarm_ = add_alarm(engine, Phase::control, Kind::rates);
        execution_.tell_entered(entered_);
    }
    if (!setup_.outages) return;
    setup_.outages->deliver(event({}, Phase::trip, Kind::outage));
    engine.add(*setup_.outages);
}

Event Jobs::event(Time at, Phase phase, Kind kind, JobId job) const
{
    return {at, phase, static_cast<std::uint8_t>(kind), process_, job.value};
}

Alarm Jobs::add_alarm(Engine& engine, Phase phase, Kind kind) const
{
    return engine.add_alarm(event(Time::never(), phase, kind));
}

/// The counting window opens.
void Jobs::now_counts(Time now)
{
    each_alive([&](JobId id, const Job& job) {
        if (runs(job)) execution_.now_counts(now, id);
    });
}

/// How long it is believed to hold what it asks for.
Span Jobs::length(const Job& job) const
{
    const Span waking = setup_.sleep ? setup_.sleep->wake : Span{};
    const Span estimate = *job.spec.estimate + (job.interruptions > 0 ? job.spec.flexibility.restart : Span{});
    return (job.spec.walltime ? std::min(estimate, *job.spec.walltime) : estimate) + waking;
}

Wish Jobs::of(JobId id) const
{
    const Job& job = jobs_[id.value];
    return {&job.spec.request, length(job), job.asked ? elasticity(job.spec.workload)->choice : SizeChoice::rigid};
}

RunningView Jobs::as_running(JobId id) const
{
    const Job& job = jobs_[id.value];
    RunningView view{};
    view.id = id;
    view.sequence = job.sequence;
    view.workload = job.spec.workload;
    view.standing = job.spec.standing;
    view.deadline = job.deadline;
    view.interruptible = job.spec.flexibility.interruptible && !job.resident;
    view.elastic = job.asked && elasticity(job.spec.workload)->choice == SizeChoice::elastic;
    return view;
}

void Jobs::handle(Engine& engine, const Event& event)
{
    if (static_cast<Kind>(event.kind) == Kind::window) return now_counts(engine.now());
    react(engine, event);
    if (running_ == 0 && drained() && setup_.stops && setup_.stops()) engine.stop();
}

void Jobs::react(Engine& engine, const Event& event)
{
    const Time now = engine.now();
    switch (static_cast<Kind>(event.kind)) {
    case Kind::segment_end:
        for (JobId job; (job = execution_.pop_completed(now)) != JobId::none();)
            end(engine, job, status_of(jobs_[job.value].spec.fate));
        request_pass(engine);
        break;
    case Kind::walltime:
        for (JobId job; (job = execution_.pop_overdue(now)) != JobId::none();) end(engine, job, JobStatus::killed);
        request_pass(engine);
        break;
    case Kind::submission: {
        JobSpec& job = submissions_.arrived();
        Jobs& pool = setup_.route ? setup_.route(now, job) : *this;
        return pool.submit(engine, job);
    }
    case Kind::release:
        --deferred_;
        enqueue(engine, JobId{event.entity});
        return;
    case Kind::pass: pass(engine); break;
    case Kind::outage: outage(engine); break;
    case Kind::sleep: sleep_nodes(now); break;
    case Kind::rates: new_rates(now); break;
    case Kind::limits: new_limits(engine); break;
    case Kind::window: break;
    }
    if (!pass_requested(engine) || follows_segments_)
        arm(engine);
    else
        arm_sleep(
            engine); // nodes that are due now sleep before the pass at this instant, which looks at the rest again
}

/// Residents first, each kind in the order of submission.
bool Jobs::before(const Job& a, const Job& b)
{
    return a.resident != b.resident ? a.resident : a.sequence < b.sequence;
}

void Jobs::enqueue(Engine& engine, JobId id)
{
    Job& job = jobs_[id.value];
    job.waits.last = overtakes_ ? Reason::submitted : Reason::behind_head;
    if (engine.now() == job.spec.submit) job.waits.first = job.waits.last; // else it has waited for something else
    job.status = JobStatus::queued;
    join(id);
    if (overtakes_ || waiting_.views().front().id == id) request_pass(engine);
}

void Jobs::join(JobId id)
{
    Job& job = jobs_[id.value];
    const std::uint32_t milli = job.spec.request.milli_accelerators;
    if (backlog_) count_backlog(job, 1);
    plan_.tell(id, job.waits.last);
    const auto view = [&] {
        return JobView{.id = id,
                       .submitted = job.spec.submit,
                       .milli_accelerators = milli,
                       .least_milli_accelerators = job.asked ? sizes(id).front() : milli,
                       .estimate = length(job),
                       .latest_start = job.spec.submit + job.spec.flexibility.slack,
                       .not_before = job.not_before,
                       .workload = job.spec.workload,
                       .standing = job.spec.standing,
                       .deadline = job.deadline,
                       .resident = job.resident};
    };
    waiting_.add(view, [&](const JobView& other) { return before(job, jobs_[other.id.value]); });
}

void Jobs::request_pass(Engine& engine)
{
    if (!waiting_.empty() || resizes_) engine.set(pass_alarm_, engine.now());
}

void Jobs::pass(Engine& engine)
{
    if (std::exchange(pass_at_, engine.now()) != engine.now()) passes_ = 0;
    require(++passes_ <= Engine::most_rounds,
            "decisions of the scheduler at one instant call for each other without end");
    plan_.begin(engine.now(), waiting_.views());
    decisions_.clear();
    setup_.scheduler->decide(plan_, decisions_);
    if (plan_.vacates()) leave_places(engine.now());
    std::size_t started = 0;
    for (const Decision& decision : decisions_) started += apply(engine, decision) ? 1 : 0;
    plan_.finish();
    for (const Gang& gang : given_up_) leave_nodes(engine.now(), gang);
    given_up_.clear();
    note_fragmentation(engine.now());
    waiting_.remove(started, [&](const JobView& job) { return jobs_[job.id.value].status == JobStatus::running; });
    constexpr std::size_t next = 2; // one that may start, and one that is looked at then
    for (const JobView& job : waiting_.views().first(std::min(next, waiting_.size())))
        prefetch<sizeof(Job)>(&jobs_[job.id.value]);
}

/// Returns whether a job has started.
bool Jobs::apply(Engine& engine, const Decision& decision)
{
    if (const auto* begins = std::get_if<Start>(&decision)) {
        start(engine.now(), *begins);
        return true;
    }
    if (const auto* suspends = std::get_if<Suspend>(&decision)) suspend(engine, *suspends);
    if (const auto* resizes = std::get_if<Resize>(&decision)) resize(engine.now(), *resizes);
    if (const auto* waits = std::get_if<Wait>(&decision)) wait(engine.now(), waits->job, waits->why);
    // A pass that has been asked for at this instant says again when it wants the next.
    if (const auto* wake = std::get_if<Wake>(&decision); wake && !pass_requested(engine))
        engine.set(pass_alarm_, wake->at);
    return false;
}

/// What a job is told at the instant of its submission is why it waits at first.
void Jobs::wait(Time now, JobId id, Reason why)
{
    Job& job = jobs_[id.value];
    job.waits.last = why;
    if (now == job.spec.submit) job.waits.first = why;
    plan_.tell(id, why);
}

void Jobs::start(Time now, const Start& decision)
{
    Job& job = jobs_[decision.job.value];
    require(job.alive && job.status == JobStatus::queued, "a scheduler starts a job that does not wait");
    job.reason = decision.why;
    if (backlog_) count_backlog(job, -1);
    run(now, decision.job, decision.at, job.interruptions > 0 ? job.spec.flexibility.restart : Span{});
}

/// The job begins, or goes on after a time at rest, where it is placed.
void Jobs::run(Time now, JobId id, Placement at, Span rest)
{
    Job& job = jobs_[id.value];
    Gang& gang = plan_.start(at);
    if (job.asked) take_size(job.spec, *job.asked, static_cast<std::uint32_t>(gang.milli_accelerators()));
    give_segments(job, gang, rest);
    job.waking = {};
    if (sleeping_) wake_nodes(now, job, gang);
    const Span wait = now - job.since;
    job.waited = job.waited + wait;
    if (job.fresh()) job.start = now;
    job.since = now;
    job.status = JobStatus::running;
    if (job.unwanted) job.spec.segments.front().amount = Span{1};
    job.expected = now + length(job);
    if (predicts_power_) job.most = most_power(id, gang);
    execution_.start(now, id, std::move(gang), job.spec);
    ++running_;
    queued_.add(now, -1);
    hold_changed(now, job, 1);
    if (backlog_) count_backlog(job, 1);
    accounts_[job.spec.workload.value].waited_ns += wait.ns;
}

/// The job has left its gang: books what it took since it last started.
void Jobs::leave(Time now, Job& job, const Execution::Ended& run)
{
    const std::int64_t milli = job.spec.request.milli_accelerators;
    const Span ran = now - job.since;
    --running_;
    hold_changed(now, job, -1);
    if (backlog_) count_backlog(job, -1);
    job.ran = job.ran + ran;
    job.useful = job.useful + (ran - run.restoring);
    job.energy_e18 += run.energy_e18;
    WorkloadAccount& account = accounts_[job.spec.workload.value];
    account.energy_e18 += run.energy_e18;
    if (run.ledgers) account.ledgers += *run.ledgers;
    account.held_milli_ns += Int128{milli} * ran.ns;
    account.held_core_ns += Int128{cluster_.cores_of(job.spec.request)} * ran.ns;
    if (run.restoring > Span{})
        account.restoring_milli_ns += Int128{milli} * counted(job.since, job.since + run.restoring).ns;
    if (run.saving > Span{}) account.saving_milli_ns += Int128{milli} * run.saving.ns;
}

void Jobs::end(Engine& engine, JobId id, JobStatus status)
{
    const Time now = engine.now();
    Job& job = jobs_[id.value];
    const Execution::Ended run = execution_.end(now, id);
    if (follows_segments_) stop_following(now, id);
    cluster_.release(*run.gang);
    leave_nodes(now, *run.gang);
    note_fragmentation(now);
    plan_.ended(now, id);
    leave(now, job, run);
    if (run.cut.time > Span{}) write_off(job, run.cut); // for nothing, but the job did not wait
    resident_.add(now, -1);
    if (!job.resident) last_end_ = now;

    WorkloadAccount& account = accounts_[job.spec.workload.value];
    account.resident_ns += (now - job.spec.submit).ns;
    const auto way = count_of(status);
    ++(account.all.*way);
    job.status = status;
    if (counts(job)) {
        ++(account.counted.*way);
        count_end(job, now);
        count_deadline(account, job, now);
    }
    if (setup_.on_left && !job.resident) {
        JobRecord record = record_of(now, job);
        record.end = now;
        setup_.on_left(record);
    }
    job.alive = false;
    if (job.spec.in_workflow) follow(engine, job.spec, status == JobStatus::completed);
    unused_.push_back(id);
    prefetch<sizeof(Job)>(&job); // for the next job that comes, which fills all of it
}

/// All but the end, and what a running job took since it last started.
JobRecord Jobs::record_of(Time now, const Job& job) const
{
    JobRecord record{.number = job.spec.number,
                     .workload = job.spec.workload,
                     .pool = setup_.number,
                     .submit = job.spec.submit,
                     .milli_accelerators = (job.asked ? *job.asked : job.spec.used()).milli_accelerators,
                     .energy = energy_of_e18(job.energy_e18),
                     .status = job.status,
                     .queued = waited(now, job),
                     .ran = job.ran,
                     .interruptions = job.interruptions,
                     .resizes = job.resizes};
    const bool started = !waits(job) || job.interruptions > 0;
    if (started) {
        record.start = job.start;
        record.reason = job.reason;
    }
    const bool changed = (started ? job.start : now) > job.not_before || job.interruptions > 0;
    if (record.queued > Span{}) record.waited = {job.waits.first, changed ? job.waits.last : job.waits.first};
    return record;
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
    arm_sleep(engine);
    if (follows_segments_) loads_changed(engine);
    if (const JobId next = execution_.prefetch_next(); next != JobId::none())
        prefetch<Job::looked_at>(&jobs_[next.value]);
}

} // namespace dcsim
