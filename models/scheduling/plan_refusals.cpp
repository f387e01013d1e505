#include "models/scheduling/plan.h"
#include <algorithm>

/// What the plan has refused in this pass: many who wait ask for the same.
namespace dcsim {

namespace {

constexpr Span tick{1};

} // namespace

/// Why the plan refuses a job, if it has refused one alike that would not have lasted longer.
std::optional<Reason> Plan::known_refusal(const Ask& ask)
{
    for (Refused& refused : refused_) {
        if (now_ + ask.length < refused.until || refused.request != *ask.request) continue;
        if (refused.why != Reason::no_room && is_held(ask.job)) continue;
        if (std::exchange(refused.room_may_be_gone, false)) {
            if (const auto room = pool_.place(*ask.request))
                pool_.release(*room);
            else
                refused = {*ask.request, Reason::no_room, Time{}, false};
        }
        return refused.why;
    }
    return std::nullopt;
}

/// What has no room has none for any length; beside one reservation, of another, all that would last beyond its start
/// are alike.
void Plan::remember_refusal(const Ask& ask)
{
    constexpr std::size_t enough = 16; // to search them must not cost more than to ask again
    Time until{};
    if (refusal_ != Reason::no_room) {
        if (is_held(ask.job)) return;
        until = held_.size() == 1 ? held_.front().at + tick : now_ + ask.length;
    }
    const Refused refused{*ask.request, refusal_, until, false};
    const auto alike = std::ranges::find(refused_, *ask.request, &Refused::request);
    if (alike != refused_.end())
        *alike = refused; // it was asked because it would end earlier
    else if (refused_.size() < enough)
        refused_.push_back(refused);
}

/// Refusals stand, but for another reason where the start took the last room. The only reservation may have moved to
/// other nodes, and leave others free.
void Plan::refusals_after_a_start()
{
    if (held_.size() == 1) return refused_.clear();
    for (Refused& refused : refused_) refused.room_may_be_gone = refused.why != Reason::no_room;
}

} // namespace dcsim
