#include "models/network/shared_cables.h"
#include "sim/base/errors.h"

namespace dcsim {

void SharedCables::note()
{
    for (const std::uint32_t flow : shares_.touched()) touched_.insert(job_of_.at(flow));
}

void SharedCables::join(JobId job, std::vector<LinkUse> uses, double most, double told)
{
    require(!members_.contains(job), "a gang joins the cables that it shares once");
    const std::uint32_t flow = shares_.add(std::move(uses), most);
    members_[job] = {flow, told};
    job_of_[flow] = job;
    note();
}

void SharedCables::leave(JobId job)
{
    const auto member = members_.find(job);
    if (member == members_.end()) return;
    shares_.remove(member->second.flow);
    job_of_.erase(member->second.flow);
    members_.erase(member);
    touched_.erase(job);
    note();
}

std::optional<double> SharedCables::told(JobId job) const
{
    const auto member = members_.find(job);
    return member == members_.end() ? std::nullopt : std::optional{member->second.told};
}

std::vector<SharedCables::Change> SharedCables::changes()
{
    std::vector<Change> changes;
    for (const JobId job : touched_) {
        Member& member = members_.at(job);
        const double rate = shares_.rate(member.flow);
        if (rate == member.told) continue;
        member.told = rate;
        changes.push_back({job, rate});
    }
    touched_.clear();
    return changes;
}

void SharedCables::state(Archive& archive)
{
    std::vector<JobId> touched(touched_.begin(), touched_.end());
    archive("shares", shares_)("members", members_)("touched", touched);
    if (!archive.restoring()) return;
    touched_ = {touched.begin(), touched.end()};
    job_of_.clear();
    for (const auto& [job, member] : members_) job_of_[member.flow] = job;
}

} // namespace dcsim
