#include "analysis/study/run_queue.h"
#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace dcsim {

RunQueue::RunQueue(const StudyPlan& plan, const std::vector<RunIndex>& runs) : plan_{plan}
{
    std::unordered_map<std::string, std::size_t> known;
    for (const RunIndex& run : runs) {
        // One alone differs from all others; its fingerprint may take milliseconds, and is not needed yet.
        const std::string fingerprint = runs.size() > 1 ? plan.fingerprint(run) : std::string{};
        const auto [at, added] = known.emplace(fingerprint, entries_.size());
        if (added) entries_.emplace_back();
        entries_[at->second].runs.push_back(run);
    }
    const auto first = [](const Entry& e) { return e.runs.front().replication == 0; };
    const auto others = std::stable_partition(entries_.begin(), entries_.end(), first);
    first_replications_ = static_cast<std::size_t>(others - entries_.begin());
    sort(entries_.begin(), others);
}

double RunQueue::effort(std::size_t point) const
{
    if (const auto at = measured_.find(point); at != measured_.end()) return at->second;
    double longest = 0;
    for (std::size_t policy = 0; policy < plan_.policies(); ++policy)
        longest = std::max(longest, plan_.effort({point, policy, 0}));
    return longest;
}

void RunQueue::sort(std::vector<Entry>::iterator from, std::vector<Entry>::iterator to)
{
    std::map<std::size_t, double> efforts;
    for (auto e = from; e != to; ++e) efforts.try_emplace(e->runs.front().point, effort(e->runs.front().point));
    std::sort(from, to, [&](const Entry& a, const Entry& b) {
        const RunIndex &x = a.runs.front(), &y = b.runs.front();
        return std::tuple{-efforts[x.point], x.point, x.replication, x.policy} <
               std::tuple{-efforts[y.point], y.point, y.replication, y.policy};
    });
}

std::optional<RunQueue::Entry> RunQueue::next()
{
    if (given_ == entries_.size()) return std::nullopt;
    if (given_ == first_replications_) sort(entries_.begin() + static_cast<std::ptrdiff_t>(given_), entries_.end());
    return entries_[given_++];
}

void RunQueue::took(const RunIndex& run, double seconds)
{
    double& longest = measured_[run.point];
    longest = std::max(longest, seconds);
}

} // namespace dcsim
