#include "models/scheduling/plan.h"
#include <algorithm>

/// Jobs that may have other sizes than they ask for.
namespace dcsim {

namespace {

constexpr Span tick{1};

Span scaled(Span length, double factor)
{
    return std::max(tick, nearest_span(factor * seconds(length)));
}

} // namespace

/// Of a running job as it was before it was vacated, if it was. One that has outrun its estimate is believed to last as
/// long again as it has run [Harchol-Balter and Downey, ACM TOCS 15(3), 1997].
Span Plan::length(JobId job, std::uint32_t milli)
{
    const double time = wishes_.sized(job, milli).time;
    const auto left = [&](Time since, Time estimated_end) {
        return scaled(estimated_end <= now_ ? now_ - since : estimated_end - now_, time);
    };
    for (const Vacated& vacated : vacated_)
        if (vacated.job == job) return left(vacated.since, vacated.estimated_end);
    return runs(job) ? left(since_[job.value], end_[job.value]) : scaled(asked(job).length, time);
}

std::optional<Placement> Plan::try_size(JobId job, std::uint32_t milli)
{
    const bool runs = std::ranges::any_of(vacated_, [&](const Vacated& v) { return v.job == job; });
    const SizedWish wish = wishes_.sized(job, milli);
    const Span length = this->length(job, milli) + (runs ? wishes_.resize_time(job) : Span{});
    return place({job, &wish.request, length});
}

/// Whether a job that waits for the size that it asks for ends by then. What waits longer for as much starts no
/// earlier, so that a pass looks at the plan for few of all that wait.
bool Plan::ends_by(const Ask& ask, Time when)
{
    const bool alike = !is_held(ask.job); // else its own reservation is none for it alone
    for (const FirstStart& known : first_starts_) {
        if (!alike || known.request != *ask.request) continue;
        if (ask.length <= known.length && known.at + ask.length <= when) return true;
        if (ask.length >= known.length && known.at + ask.length > when) return false;
    }
    const Time at = first_start(ask, Time::never(), Where::anywhere)->at;
    constexpr std::size_t enough = 64; // to search them must not cost more than to look again
    if (alike && first_starts_.size() < enough) first_starts_.push_back({*ask.request, ask.length, at});
    return at + ask.length <= when;
}

std::optional<Placement> Plan::place_smaller(const Ask& asked)
{
    const Reason why = refusal_;
    const std::span<const std::uint32_t> sizes = this->sizes(asked.job);
    for (auto size = sizes.rbegin(); size != sizes.rend(); ++size) {
        const std::uint32_t milli = *size;
        if (milli >= asked.request->milli_accelerators || milli > pool_.free_milli_accelerators()) continue;
        const SizedWish sized = wishes_.sized(asked.job, milli);
        const Ask smaller{asked.job, &sized.request, scaled(asked.length, sized.time)};
        if (known_refusal(smaller) || ends_by(asked, now_ + smaller.length)) continue;
        if (const auto placed = place(smaller)) return placed;
    }
    refusal_ = why;
    return std::nullopt;
}

} // namespace dcsim
