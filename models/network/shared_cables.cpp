#include "models/network/shared_cables.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <utility>

namespace dcsim {

void SharedCables::join(JobId job, const std::vector<LinkUse>& uses, double most, double told)
{
    require(!members_.contains(job), "a gang joins the cables that it shares once");
    const std::uint32_t flow = shares_.add(uses, most);
    members_[job] = {flow, told};
    job_of_[flow] = job;
}

void SharedCables::leave(JobId job)
{
    const auto member = members_.find(job);
    if (member == members_.end()) return;
    shares_.remove(member->second.flow);
    job_of_.erase(member->second.flow);
    members_.erase(member);
}

std::optional<double> SharedCables::told(JobId job) const
{
    const auto member = members_.find(job);
    return member == members_.end() ? std::nullopt : std::optional{member->second.told};
}

std::vector<SharedCables::Change> SharedCables::changes()
{
    std::vector<Change> changes;
    for (const std::uint32_t flow : shares_.update()) {
        const JobId job = job_of_.at(flow);
        double& told = members_.at(job).told;
        const double rate = shares_.rate(flow);
        if (std::exchange(told, rate) != rate) changes.push_back({job, rate});
    }
    std::ranges::sort(changes, {}, &Change::job);
    return changes;
}

void SharedCables::state(Archive& archive)
{
    archive("shares", shares_)("members", members_);
    if (!archive.restoring()) return;
    job_of_.clear();
    for (const auto& [job, member] : members_) job_of_[member.flow] = job;
}

} // namespace dcsim
