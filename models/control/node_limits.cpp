#include "models/control/node_limits.h"
#include <algorithm>
#include <limits>

namespace dcsim {

namespace {

constexpr std::int64_t day_ns = std::int64_t{86'400} * 1'000'000'000, hour_ns = day_ns / 24;

std::int64_t of_day(double hours)
{
    return static_cast<std::int64_t>(hours * static_cast<double>(hour_ns));
}

} // namespace

void fields(Fields& f, NodeLimitParams& p)
{
    f.optional("first", p.first, "number of the first of these nodes, from 0");
    f.optional("count", p.count, "of these nodes, one after the other; absent = up to the last", {.least = 1U});
    f.optional("clock", p.limit.clock, "of their accelerators at most, over the highest", {.least = 0.1, .most = 1.0});
    f.optional("power_cap", p.limit.cap, "limit on the power of each of their accelerators", {.above = Power{}});
    f.optional(
        "hours", p.hours,
        "of each day, from and until, in the offset of scenario.start; [22, 6] goes over midnight; absent = always",
        {.least = 0.0, .most = 24.0});
    if (f.describing()) return;
    if (p.limit == Operating{})
        f.problem("clock", "limits nothing, nor does a power_cap (state one below that of the accelerators)");
    if (!p.hours.empty() && (p.hours.size() != 2 || p.hours[0] == p.hours[1] || p.hours[0] == 24))
        f.problem("hours", "must be two different hours, the first below 24 (such as [18, 22])");
}

NodeLimits::NodeLimits(std::vector<NodeLimitParams> params, const RunContext& run) : params_{std::move(params)}
{
    const std::int64_t local = run.start_unix_ns + run.offset_minutes * (hour_ns / 60);
    local_midnight_ns_ = (local % day_ns + day_ns) % day_ns;
}

Span NodeLimits::since_midnight() const
{
    return {(local_midnight_ns_ + now_.ns) % day_ns};
}

bool NodeLimits::in_force(const NodeLimitParams& p) const
{
    if (p.hours.empty()) return true;
    const std::int64_t now = since_midnight().ns, from = of_day(p.hours[0]), until = of_day(p.hours[1]);
    return from < until ? from <= now && now < until : now >= from || now < until;
}

/// Whether the gang holds some of those nodes.
bool NodeLimits::limits(const NodeLimitParams& p, const Gang& gang)
{
    const std::uint64_t end = p.count ? std::uint64_t{p.first} + *p.count : std::numeric_limits<std::uint64_t>::max();
    return std::ranges::any_of(gang.runs, [&](const NodeRun& run) {
        return run.first < end && p.first < std::uint64_t{run.first} + run.count;
    });
}

Operating NodeLimits::on(const Gang& gang) const
{
    Operating least;
    for (const NodeLimitParams& p : params_)
        if (in_force(p) && limits(p, gang)) least = within(least, p.limit);
    return least;
}

void NodeLimits::move_to(Time now)
{
    changed_.assign(params_.size(), 0);
    for (std::size_t i = 0; i < params_.size(); ++i) changed_[i] = in_force(params_[i]) ? 1 : 0;
    now_ = now;
    for (std::size_t i = 0; i < params_.size(); ++i) changed_[i] = (changed_[i] != 0) != in_force(params_[i]) ? 1 : 0;
}

bool NodeLimits::changed(const Gang& gang) const
{
    for (std::size_t i = 0; i < changed_.size(); ++i)
        if (changed_[i] != 0 && limits(params_[i], gang)) return true;
    return false;
}

Time NodeLimits::next_change() const
{
    Time next = Time::never();
    for (const NodeLimitParams& p : params_)
        for (const double bound : p.hours) {
            const std::int64_t ahead = (of_day(bound) - since_midnight().ns + day_ns) % day_ns;
            next = std::min(next, now_ + Span{ahead > 0 ? ahead : day_ns});
        }
    return next;
}

Operating within(const Operating& run, const Operating& limit)
{
    Operating least{std::min(run.clock, limit.clock), run.cap};
    if (limit.cap) least.cap = run.cap ? std::min(*run.cap, *limit.cap) : *limit.cap;
    return least;
}

} // namespace dcsim
