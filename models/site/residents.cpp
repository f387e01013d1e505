#include "models/site/jobs.h"

namespace dcsim {

namespace {

constexpr Span without_end{std::int64_t{100} * 365 * 86400 * 1'000'000'000}; // longer than any run, short of overflow

} // namespace

std::optional<JobId> Jobs::hold(Engine& engine, WorkloadId workload, const ResourceRequest& request)
{
    if (!cluster_.fits_ever(request)) return std::nullopt;
    JobSpec spec{.number = submitted_, .workload = workload, .submit = engine.now(), .request = request};
    spec.segments.push_back({Segment::Rate::fixed, without_end});
    ++accounts_[workload.value].all.submitted;
    const JobId id = admit(engine.now(), spec);
    jobs_[id.value].resident = true;
    enqueue(engine, id);
    return id;
}

std::optional<Time> Jobs::started(JobId resident) const
{
    const Job& job = jobs_[resident.value];
    require(job.alive && job.resident, "a resident is asked for until it is released");
    return job.status == JobStatus::running ? std::optional{job.since + job.waking} : std::nullopt;
}

void Jobs::reload(Time now, JobId resident, const Load& load)
{
    require(started(resident).has_value(), "a resident that waits has no load");
    execution_.reload(now, resident, load);
    if (!predicts_power_) return;
    Job& job = jobs_[resident.value];
    const NanoWatts most = most_power(load, execution_.gang(resident));
    most_power_.value += most.value - job.most.value;
    job.most = most;
}

void Jobs::close(Engine& engine)
{
    require(owners_ > 0, "what closes has been opened");
    --owners_;
    if (drained() && setup_.stops && setup_.stops()) engine.stop();
}

void Jobs::release(Engine& engine, JobId resident)
{
    if (!started(resident)) {
        jobs_[resident.value].unwanted = true;
        return;
    }
    end(engine, resident, JobStatus::completed);
    request_pass(engine);
    arm(engine);
}

} // namespace dcsim
