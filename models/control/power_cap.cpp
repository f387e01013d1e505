#include "models/control/power_cap.h"
#include "sim/base/errors.h"
#include "sim/numerics/fair_level.h"
#include <algorithm>
#include <utility>

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
    require(!is_member(job), "a gang joins a limit of power once");
    Kind& kind = kinds_[&ladder];
    require(kind.gangs.empty() || kind.accelerators == accelerators, "gangs of one ladder have the same size");
    if (kind.gangs.empty()) kind = {accelerators, accelerators + unused, rung};
    if (kind.rung != rung) newcomers_.push_back(job);
    if (job.value >= members_.size()) members_.resize(std::size_t{job.value} + 1);
    members_[job.value] = {&ladder, rung, kind.gangs.size()};
    kind.gangs.push_back(job);
    drawn_.value += draw(ladder[rung]).value;
    wanted_.value += draw(ladder.front()).value;
    if (rung > 0) slowed_ += kind.held;
}

void PowerCap::leave(JobId job)
{
    if (!is_member(job)) return;
    const auto [ladder, rung, place] = members_[job.value];
    const auto kind = kinds_.find(ladder);
    drawn_.value -= draw((*ladder)[rung]).value;
    wanted_.value -= draw(ladder->front()).value;
    if (rung > 0) slowed_ -= kind->second.held;
    std::vector<JobId>& gangs = kind->second.gangs;
    gangs[place] = gangs.back();
    members_[gangs[place].value].place = place;
    gangs.pop_back();
    members_[job.value] = {}; // at the end: it may itself be the one that has moved
    if (gangs.empty()) kinds_.erase(kind);
}

/// Of the draw of an accelerator, in nanowatts.
double PowerCap::level(NanoWatts budget) const
{
    if (wanted_ <= budget) return unlimited;
    std::vector<Claim> claims;
    for (const auto& [ladder, kind] : kinds_)
        claims.push_back({static_cast<double>(kind.gangs.size()) * kind.accelerators,
                          per_accelerator(ladder->back(), kind.accelerators),
                          per_accelerator(ladder->front(), kind.accelerators)});
    return fair_level(claims, static_cast<double>(budget.value));
}

/// Returns the gangs of the kinds that have changed.
std::vector<JobId> PowerCap::choose(double level)
{
    std::vector<JobId> changed;
    for (auto& [ladder, kind] : kinds_) {
        const auto covered = [level, accelerators = kind.accelerators](const Rung& r) {
            return per_accelerator(r, accelerators) > level;
        };
        const auto first = std::ranges::partition_point(*ladder, covered);
        const auto rung = std::min<std::size_t>(static_cast<std::size_t>(first - ladder->begin()), ladder->size() - 1);
        if (rung != std::exchange(kind.rung, rung)) changed.insert(changed.end(), kind.gangs.begin(), kind.gangs.end());
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
    const NanoWatts others{power.value - drawn_.value};
    std::vector<JobId> gangs = choose(level({limit_.value - others.value}));
    gangs.insert(gangs.end(), newcomers_.begin(), newcomers_.end());
    newcomers_.clear();
    std::ranges::sort(gangs);
    std::vector<Change> changes;
    for (const JobId job : gangs) {
        if (!is_member(job)) continue; // it came and left
        Member& member = members_[job.value];
        const std::size_t rung = kinds_.at(member.ladder).rung;
        if (rung == member.rung) continue;
        move(member, rung);
        changes.push_back({job, &(*member.ladder)[rung]});
    }
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
    for (std::uint32_t i = 0; i < members_.size(); ++i)
        if (is_member({i})) all[{i}] = members_[i].rung;
    return all;
}

} // namespace dcsim
