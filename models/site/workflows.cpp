#include "models/site/workflows.h"
#include "models/site/jobs.h"

namespace dcsim {

std::optional<std::uint32_t> Workflows::open(const JobSpec& spec, JobId job)
{
    const Name self{spec.workload, spec.number};
    Member member{.job = job};
    const std::span<const std::uint64_t> after = spec.predecessors();
    for (const std::uint64_t number : after) {
        const auto found = members_.find({spec.workload, number});
        if (found == members_.end()) continue;
        member.broken = member.broken || found->second.broken;
        ++member.missing;
    }
    const bool lost = member.broken;
    if (!lost)
        for (const std::uint64_t number : after)
            if (const auto found = members_.find({spec.workload, number}); found != members_.end())
                found->second.followers.push_back(self);
    const std::uint32_t missing = member.missing;
    require(members_.emplace(self, std::move(member)).second, "a job of a workflow is submitted once");
    return lost ? std::nullopt : std::optional{missing};
}

Workflows::Followers Workflows::close(const JobSpec& spec, bool completed)
{
    const auto self = members_.find({spec.workload, spec.number});
    require(self != members_.end(), "a job of a workflow that ends has been submitted");
    const std::vector<Name> followers = std::move(self->second.followers);
    if (completed)
        members_.erase(self);
    else
        self->second = {.broken = true};

    Followers concerned;
    for (const Name& name : followers) {
        const auto found = members_.find(name);
        if (found == members_.end() || found->second.broken) continue;
        Member& follower = found->second;
        if (!completed) {
            follower.broken = true; // so that another predecessor does not name it again
            concerned.lost.push_back(follower.job);
        } else if (--follower.missing == 0)
            concerned.free.push_back(follower.job);
    }
    return concerned;
}

void Workflows::state(Archive& archive)
{
    archive("members", members_);
}

/// Whether a job of a workflow waits for others of it, or never runs because one of them did not complete.
bool Jobs::held_by_others(Engine& engine, JobId id)
{
    Job& job = jobs_[id.value];
    const auto missing = workflows_.open(job.spec, id);
    if (missing == 0U) return false;
    job.status = JobStatus::deferred;
    job.waits.first = job.waits.last = Reason::predecessors;
    ++deferred_;
    if (!missing) lose(engine, id);
    return true;
}

void Jobs::follow(Engine& engine, const JobSpec& ended, bool completed)
{
    const Workflows::Followers next = workflows_.close(ended, completed);
    for (const JobId id : next.free) {
        Job& job = jobs_[id.value];
        job.not_before = chosen_start(engine.now(), id);
        engine.schedule(event(job.not_before, Phase::arrival, Kind::release, id));
    }
    for (const JobId id : next.lost) lose(engine, id);
}

/// A job that waits for others of its workflow will never run.
void Jobs::lose(Engine& engine, JobId id)
{
    const Time now = engine.now();
    Job& job = jobs_[id.value];
    JobRecord record = record_of(now, job);
    record.end = now;
    record.reason = Reason::lost_branch;
    record.status = job.status = JobStatus::cancelled;
    job.alive = false;
    --deferred_;
    resident_.add(now, -1);
    queued_.add(now, -1);

    WorkloadAccount& account = accounts_[job.spec.workload.value];
    account.resident_ns += (now - job.spec.submit).ns;
    account.waited_ns += (now - job.spec.submit).ns;
    ++account.all.cancelled;
    if (counts(job)) ++account.counted.cancelled;
    if (setup_.on_left) setup_.on_left(record);
    follow(engine, job.spec, false);
    unused_.push_back(id);
}

} // namespace dcsim
