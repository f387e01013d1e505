#include "sim/numerics/max_min.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace dcsim {

namespace {

/// So few bundles that to look for alike ones is not worth it.
constexpr std::size_t few_bundles = 64;

} // namespace

MaxMinShares::MaxMinShares(const std::vector<double>& capacities)
{
    std::map<double, std::uint32_t> known;
    for (const double capacity : capacities) {
        require(capacity >= 0, "a capacity is not negative");
        const auto [bundle, is_new] = known.try_emplace(capacity, static_cast<std::uint32_t>(bundles_.size()));
        if (is_new) bundles_.push_back({.capacity = capacity});
        ++bundles_[bundle->second].links;
        bundle_of_.push_back(bundle->second);
    }
    after_join_ = bundles_.size();
}

std::uint32_t MaxMinShares::add(const std::vector<LinkUse>& uses, double most)
{
    require(!uses.empty() || most < unbounded, "a flow is bounded by a link or by itself");
    for (const LinkUse& use : uses)
        require(use.link < bundle_of_.size() && use.weight > 0, "a flow uses links that exist, by more than nothing");
    const auto descends = [](const LinkUse& a, const LinkUse& b) { return a.link >= b.link; };
    require(std::ranges::adjacent_find(uses, descends) == uses.end(), "a flow names each of its links once, ascending");
    if (unused_.empty()) {
        unused_.push_back(static_cast<std::uint32_t>(flows_.size()));
        flows_.emplace_back();
    }
    const std::uint32_t id = unused_.back();
    unused_.pop_back();
    flows_[id] = {.uses = bundled(uses), .most = most, .alive = true};
    enter(id);
    if (bundles_.size() > 2 * after_join_ + few_bundles) join_bundles();
    note(id);
    return id;
}

void MaxMinShares::remove(std::uint32_t flow)
{
    require(flow < flows_.size() && flows_[flow].alive, "a flow is removed that is not there");
    for (const LinkUse& use : flows_[flow].uses) {
        Bundle& bundle = bundles_[use.link];
        if (bundle.can_bind()) note_members(bundle);
        std::erase_if(bundle.members, [&](const Member& m) { return m.flow == flow; });
        sum_up(bundle);
    }
    if (flows_[flow].noted) std::erase(noted_, flow);
    flows_[flow] = {};
    unused_.push_back(flow);
}

void MaxMinShares::set_capacity(std::uint32_t link, double capacity)
{
    require(link < bundle_of_.size() && capacity >= 0, "a capacity of a link that exists is not negative");
    std::uint32_t& number = bundle_of_[link];
    if (bundles_[number].links > 1) number = part_off(number, 1);
    Bundle& bundle = bundles_[number];
    const bool could_bind = bundle.can_bind();
    bundle.capacity = capacity;
    if (could_bind || bundle.can_bind()) note_members(bundle);
}

std::span<const std::uint32_t> MaxMinShares::update()
{
    gather();
    fill();
    return touched_;
}

/// But for rounding: a flow whose bound is what a link leaves it alone has all of that.
bool MaxMinShares::Bundle::can_bind() const
{
    constexpr double rounding = 1e-12;
    return wanted > (1 + rounding) * capacity;
}

void MaxMinShares::sum_up(Bundle& bundle) const
{
    bundle.wanted = 0;
    for (const Member& m : bundle.members) bundle.wanted += m.weight * flows_[m.flow].most;
}

void MaxMinShares::enter(std::uint32_t flow)
{
    for (const LinkUse& use : flows_[flow].uses) {
        Bundle& bundle = bundles_[use.link];
        const auto place = std::ranges::lower_bound(bundle.members, flow, {}, &Member::flow);
        bundle.members.insert(place, {flow, use.weight});
        sum_up(bundle);
    }
}

void MaxMinShares::note(std::uint32_t flow)
{
    if (flows_[flow].noted) return;
    flows_[flow].noted = true;
    noted_.push_back(flow);
}

void MaxMinShares::note_members(const Bundle& bundle)
{
    for (const Member& m : bundle.members) note(m.flow);
}

void MaxMinShares::state(Archive& archive)
{
    std::vector<double> capacities;
    for (const Bundle& bundle : bundles_) capacities.push_back(bundle.capacity);
    const std::size_t links = bundle_of_.size();
    archive("capacities", capacities)("bundle of", bundle_of_)("flows", flows_)("unused", unused_)("noted", noted_)(
        "joined", after_join_);
    if (!archive.restoring()) return;
    require(bundle_of_.size() == links, "a network is restored as it was");
    bundles_.clear();
    for (const double capacity : capacities) bundles_.push_back({.capacity = capacity});
    for (const std::uint32_t bundle : bundle_of_) ++bundles_[bundle].links;
    for (std::uint32_t flow = 0; flow < flows_.size(); ++flow) enter(flow);
}

double MaxMinShares::load(std::uint32_t link) const
{
    double sum = 0;
    for (const Member& m : bundles_[bundle_of_[link]].members) sum += m.weight * flows_[m.flow].rate;
    return sum;
}

/// What a new flow takes of bundles, those parted whose links it does not use alike.
std::vector<LinkUse> MaxMinShares::bundled(const std::vector<LinkUse>& uses)
{
    constexpr std::uint32_t none = UINT32_MAX;
    std::vector<std::uint32_t> first(bundles_.size(), none), part_of;
    std::vector<Part> parts;
    for (const LinkUse& use : uses) {
        const std::uint32_t bundle = bundle_of_[use.link];
        std::uint32_t part = first[bundle];
        while (part != none && parts[part].weight != use.weight) part = parts[part].next;
        if (part == none) {
            part = static_cast<std::uint32_t>(parts.size());
            parts.push_back({bundle, 0, use.weight, std::exchange(first[bundle], part)});
        }
        ++parts[part].links;
        part_of.push_back(part);
    }
    std::vector<LinkUse> all;
    for (Part& part : parts) {
        if (part.links < bundles_[part.bundle].links) part.bundle = part_off(part.bundle, part.links);
        all.push_back({part.bundle, part.weight});
    }
    for (std::size_t i = 0; i < uses.size(); ++i) bundle_of_[uses[i].link] = parts[part_of[i]].bundle;
    return all;
}

/// Those that have come to have the same members, as after a detour has ended.
void MaxMinShares::join_bundles()
{
    std::vector<std::uint32_t> order(bundles_.size()), place(bundles_.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto what = [&](std::uint32_t bundle) {
        return std::tie(bundles_[bundle].capacity, bundles_[bundle].members);
    };
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return what(a) < what(b); });
    std::vector<Bundle> joined;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i > 0 && what(order[i - 1]) == what(order[i]))
            joined.back().links += bundles_[order[i]].links;
        else
            joined.push_back(bundles_[order[i]]);
        place[order[i]] = static_cast<std::uint32_t>(joined.size() - 1);
    }
    for (std::uint32_t& bundle : bundle_of_) bundle = place[bundle];
    for (Flow& flow : flows_) {
        for (LinkUse& use : flow.uses) use.link = place[use.link];
        std::ranges::sort(flow.uses, {}, &LinkUse::link);
        const auto same = [](const LinkUse& a, const LinkUse& b) { return a.link == b.link; };
        flow.uses.erase(std::unique(flow.uses.begin(), flow.uses.end(), same), flow.uses.end());
    }
    bundles_ = std::move(joined);
    after_join_ = bundles_.size();
}

/// A bundle of so many links of another one, which has more.
std::uint32_t MaxMinShares::part_off(std::uint32_t bundle, std::uint32_t links)
{
    const auto number = static_cast<std::uint32_t>(bundles_.size());
    bundles_[bundle].links -= links;
    bundles_.push_back(bundles_[bundle]);
    bundles_.back().links = links;
    for (const Member& m : bundles_.back().members) flows_[m.flow].uses.push_back({number, m.weight});
    return number;
}

void MaxMinShares::see(std::uint32_t flow)
{
    if (flows_[flow].seen) return;
    flows_[flow].seen = true;
    flows_[flow].settled = false;
    touched_.push_back(flow);
}

/// All flows and bundles that hang together with those noted.
void MaxMinShares::gather()
{
    touched_.clear();
    touched_bundles_.clear();
    for (const std::uint32_t flow : noted_) {
        flows_[flow].noted = false;
        see(flow);
    }
    noted_.clear();
    for (std::size_t i = 0; i < touched_.size(); ++i)
        for (const LinkUse& use : flows_[touched_[i]].uses) {
            Bundle& bundle = bundles_[use.link];
            if (bundle.seen || !bundle.can_bind()) continue;
            bundle.seen = true;
            touched_bundles_.push_back(use.link);
            for (const Member& m : bundle.members) see(m.flow);
        }
    std::ranges::sort(touched_);
    for (const std::uint32_t flow : touched_) flows_[flow].seen = false;
    for (const std::uint32_t bundle : touched_bundles_) bundles_[bundle].seen = false;
}

/// The rate of its unsettled flows at which each of its links is full.
double MaxMinShares::level_of(const Bundle& bundle) const
{
    double left = bundle.capacity, weight = 0;
    for (const Member& m : bundle.members) {
        if (flows_[m.flow].settled)
            left -= m.weight * flows_[m.flow].rate;
        else
            weight += m.weight;
    }
    return weight > 0 ? std::max(0.0, left) / weight : unbounded;
}

void MaxMinShares::keep(std::uint32_t flow, double level)
{
    Flow& it = flows_[flow];
    if (it.settled) return;
    it.settled = true;
    it.rate = std::min(level, it.most);
    for (const LinkUse& use : it.uses)
        if (!std::exchange(bundles_[use.link].stale, true)) stale_.push_back(use.link);
}

/// Flows at their own bound, or on a link that is full at this level, keep it.
void MaxMinShares::settle(double level)
{
    stale_.clear();
    for (const std::uint32_t bundle : touched_bundles_)
        if (bundles_[bundle].level <= level)
            for (const Member& m : bundles_[bundle].members) keep(m.flow, level);
    for (const std::uint32_t flow : touched_)
        if (flows_[flow].most <= level) keep(flow, level);
    for (const std::uint32_t bundle : stale_) {
        bundles_[bundle].stale = false;
        bundles_[bundle].level = level_of(bundles_[bundle]);
    }
}

void MaxMinShares::fill()
{
    for (const std::uint32_t bundle : touched_bundles_) bundles_[bundle].level = level_of(bundles_[bundle]);
    for (;;) {
        double level = unbounded;
        bool open = false;
        for (const std::uint32_t flow : touched_) {
            if (flows_[flow].settled) continue;
            open = true;
            level = std::min(level, flows_[flow].most);
        }
        if (!open) return;
        for (const std::uint32_t bundle : touched_bundles_) level = std::min(level, bundles_[bundle].level);
        settle(level);
    }
}

} // namespace dcsim
