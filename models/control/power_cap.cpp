#include "models/control/power_cap.h"
#include "sim/base/errors.h"
#include "sim/numerics/fair_level.h"
#include <algorithm>

namespace dcsim {

namespace {

NanoWatts draw(const Rung& rung)
{
    return nanowatts(rung.load.above_idle);
}

double per_accelerator(const Rung& rung, std::uint32_t accelerators)
{
    return static_cast<double>(draw(rung).value) / accelerators;
}

} // namespace

void fields(Fields& f, ClockCapParams& p)
{
    f.required("limit", p.limit,
               "IT power of the nodes and switches of the pool, at the basis of node power, idle nodes included",
               {.above = Power{}});
    f.optional("least_clock", p.least_clock, "clocks are lowered no further, over the highest",
               {.least = 0.1, .most = 1.0});
}

void PowerCap::join(JobId job, const Ladder& ladder, std::uint32_t accelerators, std::size_t rung, std::uint32_t unused)
{
    require(rung < ladder.size() && accelerators > 0, "a gang under a limit of power has accelerators and a clock");
    require(members_.emplace(job, Member{&ladder, rung}).second, "a gang joins a limit of power once");
    Kind& kind = kinds_[&ladder];
    require(kind.gangs == 0 || kind.accelerators == accelerators, "gangs of one ladder have the same size");
    if (kind.gangs++ == 0) kind = {accelerators, 1, rung, accelerators + unused};
    mixed_ = mixed_ || kind.rung != rung;
    drawn_.value += draw(ladder[rung]).value;
    wanted_.value += draw(ladder.front()).value;
    if (rung > 0) slowed_ += kind.held;
}

void PowerCap::leave(JobId job)
{
    const auto member = members_.find(job);
    if (member == members_.end()) return;
    const auto& [ladder, rung] = member->second;
    const auto kind = kinds_.find(ladder);
    drawn_.value -= draw((*ladder)[rung]).value;
    wanted_.value -= draw(ladder->front()).value;
    if (rung > 0) slowed_ -= kind->second.held;
    if (--kind->second.gangs == 0) kinds_.erase(kind);
    members_.erase(member);
}

/// Of the draw of an accelerator, in nanowatts.
double PowerCap::level(NanoWatts budget) const
{
    if (wanted_ <= budget) return unlimited;
    std::vector<Claim> claims;
    for (const auto& [ladder, kind] : kinds_)
        claims.push_back({double{1} * kind.gangs * kind.accelerators,
                          per_accelerator(ladder->back(), kind.accelerators),
                          per_accelerator(ladder->front(), kind.accelerators)});
    return fair_level(claims, static_cast<double>(budget.value));
}

/// Returns whether a kind has changed.
bool PowerCap::choose(double level)
{
    bool changed = false;
    for (auto& [ladder, kind] : kinds_) {
        const auto covered = [level, accelerators = kind.accelerators](const Rung& r) {
            return per_accelerator(r, accelerators) > level;
        };
        const auto first = std::ranges::partition_point(*ladder, covered);
        const auto rung = std::min<std::size_t>(static_cast<std::size_t>(first - ladder->begin()), ladder->size() - 1);
        changed = changed || rung != kind.rung;
        kind.rung = rung;
    }
    return changed;
}

void PowerCap::move(Member& member, std::size_t rung)
{
    const Ladder& ladder = *member.ladder;
    const std::uint32_t held = kinds_.at(member.ladder).held;
    drawn_.value += draw(ladder[rung]).value - draw(ladder[member.rung]).value;
    slowed_ += rung > 0 ? held : 0;
    slowed_ -= member.rung > 0 ? held : 0;
    member.rung = rung;
}

std::vector<PowerCap::Change> PowerCap::share(NanoWatts power)
{
    std::vector<Change> changes;
    const NanoWatts others{power.value - drawn_.value};
    if (!choose(level({limit_.value - others.value})) && !mixed_) return changes;
    for (auto& [job, member] : members_) {
        const std::size_t rung = kinds_.at(member.ladder).rung;
        if (rung == member.rung) continue;
        move(member, rung);
        changes.push_back({job, &(*member.ladder)[rung]});
    }
    mixed_ = false;
    return changes;
}

bool PowerCap::exceeded(NanoWatts power) const
{
    constexpr std::int64_t rounding = 1'000'000; // a milliwatt: the draw of each gang is rounded to nanowatts
    return power.value > limit_.value + rounding;
}

bool PowerCap::lowest() const
{
    return std::ranges::all_of(kinds_, [](const auto& k) { return k.second.rung + 1 == k.first->size(); });
}

std::map<JobId, std::uint64_t> PowerCap::rungs() const
{
    std::map<JobId, std::uint64_t> all;
    for (const auto& [job, member] : members_) all[job] = member.rung;
    return all;
}

} // namespace dcsim
