#include "models/scheduling/plan.h"
#include <algorithm>
#include <tuple>

/// Which reservations may move earlier at all: those for which a node that has been given up has room.
namespace dcsim {

/// Finds the nodes that have been given up.
void Plan::open_again()
{
    constexpr std::size_t most = 64; // of more nodes the search itself costs less than to look at each of them
    reopened_.clear();
    reopened_known_ = true;
    std::size_t nodes = 0;
    for (const auto* given_up : {&given_up_, &given_up_before_})
        for (const GivenUp& g : *given_up) nodes += g.until > now_ ? g.count : 0;
    too_many_reopened_ = nodes > most;
    if (too_many_reopened_) return;
    for (const auto* given_up : {&given_up_, &given_up_before_})
        for (const GivenUp& g : *given_up)
            for (std::uint32_t i = 0; g.until > now_ && i < g.count; ++i) reopened_.push_back({g.first + i, g.until});
    std::ranges::sort(reopened_, [](const Reopened& a, const Reopened& b) {
        return std::tie(a.node, b.until) < std::tie(b.node, a.until);
    });
    const auto again = std::unique(reopened_.begin(), reopened_.end(), [](const Reopened& a, const Reopened& b) {
        return a.node == b.node; // the longest of each node is left
    });
    reopened_.erase(again, reopened_.end());
}

/// The first instant from `from` on, and before `before`, from which so much of the node is free for as long as the job
/// lasts.
std::optional<Time> Plan::room_on(const Reopened& node, std::int64_t milli_accelerators, const Ask& ask, Time from,
                                  Time before)
{
    before = std::min(before, node.until);
    std::int64_t left = pool_.free(NodeId{node.node}).milli_accelerators;
    auto since = left >= milli_accelerators ? std::optional{from} : std::nullopt;
    for (const Timelines::Change& change : timelines().of(node.node)) {
        const Time at = due(change.at, change.takes);
        if (since ? at >= *since + ask.length : at >= before) break;
        if (change.job == ask.job) continue;
        left -= change.taken.milli_accelerators;
        if (left < milli_accelerators)
            since.reset();
        else if (!since)
            since = std::max(from, at);
    }
    return since && *since < before ? since : std::nullopt;
}

/// The first instant from `from` on at which one of the nodes that have been given up has room for the job's part of a
/// node: a start that was not possible before needs that. Most jobs of a deep queue find none.
std::optional<Time> Plan::room_again(const Ask& ask, Time from, Time before)
{
    const ResourceRequest& request = *ask.request;
    if (request.pool_cores > 0) return from; // it may have waited for cores beside the nodes
    if (!reopened_known_) open_again();
    if (too_many_reopened_) return from;
    const std::uint32_t part = pool_.least_milli_accelerators_of_a_node(request);
    std::optional<Time> first;
    for (const Reopened& node : reopened_)
        if (const auto at = room_on(node, part, ask, from, before); at && (!first || *at < *first)) first = at;
    return first;
}

std::optional<Reservation> Plan::earlier(JobId job)
{
    require(is_held(job), "an earlier start is asked for a job that has reserved none");
    const Time before = std::min(reserved_[job.value], std::max(vacated_before_, vacated_until_));
    return first_start(asked(job), before, Where::again);
}

} // namespace dcsim
