#include "sim/numerics/max_min.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

MaxMinShares::MaxMinShares(std::vector<double> capacities)
{
    links_.resize(capacities.size());
    for (std::size_t i = 0; i < capacities.size(); ++i) {
        require(capacities[i] >= 0, "a capacity is not negative");
        links_[i].capacity = capacities[i];
    }
}

std::uint32_t MaxMinShares::add(std::vector<LinkUse> uses, double most)
{
    require(!uses.empty() || most < unbounded, "a flow is bounded by a link or by itself");
    if (unused_.empty()) {
        unused_.push_back(static_cast<std::uint32_t>(flows_.size()));
        flows_.emplace_back();
    }
    const std::uint32_t id = unused_.back();
    unused_.pop_back();
    for (const LinkUse& use : uses)
        require(use.link < links_.size() && use.weight > 0, "a flow uses links that exist, by more than nothing");
    flows_[id] = {std::move(uses), most, 0, true, false, false};
    enter(id);
    gather({}, {id});
    fill();
    return id;
}

void MaxMinShares::remove(std::uint32_t flow)
{
    require(flow < flows_.size() && flows_[flow].alive, "a flow is removed that is not there");
    std::vector<std::uint32_t> freed;
    for (const LinkUse& use : flows_[flow].uses) {
        Link& link = links_[use.link];
        if (link.can_bind()) freed.push_back(use.link);
        std::erase_if(link.members, [&](const Member& m) { return m.flow == flow; });
        sum_up(link);
    }
    flows_[flow] = {};
    unused_.push_back(flow);
    gather(std::move(freed), {});
    fill();
}

void MaxMinShares::set_capacity(std::uint32_t link, double capacity)
{
    require(link < links_.size() && capacity >= 0, "a capacity of a link that exists is not negative");
    const bool could_bind = links_[link].can_bind();
    links_[link].capacity = capacity;
    if (could_bind || links_[link].can_bind())
        gather({link}, {});
    else
        gather({}, {});
    fill();
}

/// But for rounding: a flow whose bound is what a link leaves it alone has all of that.
bool MaxMinShares::Link::can_bind() const
{
    constexpr double rounding = 1e-12;
    return wanted > (1 + rounding) * capacity;
}

void MaxMinShares::sum_up(Link& link) const
{
    link.wanted = 0;
    for (const Member& m : link.members) link.wanted += m.weight * flows_[m.flow].most;
}

void MaxMinShares::enter(std::uint32_t flow)
{
    for (const LinkUse& use : flows_[flow].uses) {
        Link& link = links_[use.link];
        const auto place = std::ranges::lower_bound(link.members, flow, {}, &Member::flow);
        link.members.insert(place, {flow, use.weight});
        sum_up(link);
    }
}

void MaxMinShares::state(Archive& archive)
{
    std::vector<double> capacities;
    for (const Link& link : links_) capacities.push_back(link.capacity);
    archive("capacities", capacities)("flows", flows_)("unused", unused_);
    if (!archive.restoring()) return;
    require(capacities.size() == links_.size(), "a network is restored as it was");
    for (std::size_t i = 0; i < links_.size(); ++i) links_[i] = {capacities[i], 0, {}, false};
    for (std::uint32_t flow = 0; flow < flows_.size(); ++flow) enter(flow);
}

double MaxMinShares::load(std::uint32_t link) const
{
    double sum = 0;
    for (const Member& m : links_[link].members) sum += m.weight * flows_[m.flow].rate;
    return sum;
}

void MaxMinShares::see(std::uint32_t flow)
{
    if (flows_[flow].seen) return;
    flows_[flow].seen = true;
    flows_[flow].settled = false;
    touched_.push_back(flow);
}

/// All flows and links that hang together with those given.
void MaxMinShares::gather(std::vector<std::uint32_t> links, std::vector<std::uint32_t> flows)
{
    touched_.clear();
    touched_links_.clear();
    const auto look_at = [&](std::uint32_t link) {
        if (links_[link].seen) return;
        links_[link].seen = true;
        touched_links_.push_back(link);
        for (const Member& m : links_[link].members) see(m.flow);
    };
    for (const std::uint32_t flow : flows) see(flow);
    for (const std::uint32_t link : links) look_at(link);
    for (std::size_t i = 0; i < touched_.size(); ++i)
        for (const LinkUse& use : flows_[touched_[i]].uses)
            if (links_[use.link].can_bind()) look_at(use.link);
    std::ranges::sort(touched_);
    std::ranges::sort(touched_links_);
    for (const std::uint32_t flow : touched_) flows_[flow].seen = false;
    for (const std::uint32_t link : touched_links_) links_[link].seen = false;
}

/// The rate of its unsettled flows at which the link is full.
double MaxMinShares::level_of(const Link& link) const
{
    double left = link.capacity, weight = 0;
    for (const Member& m : link.members) {
        if (flows_[m.flow].settled)
            left -= m.weight * flows_[m.flow].rate;
        else
            weight += m.weight;
    }
    return weight > 0 ? std::max(0.0, left) / weight : unbounded;
}

/// Flows at their own bound, or on a link that is full at this level, keep it.
void MaxMinShares::settle(double level)
{
    std::vector<std::uint32_t> full;
    for (const std::uint32_t link : touched_links_)
        if (level_of(links_[link]) <= level) full.push_back(link);
    const auto keep = [&](std::uint32_t flow) {
        if (flows_[flow].settled) return;
        flows_[flow].settled = true;
        flows_[flow].rate = std::min(level, flows_[flow].most);
    };
    for (const std::uint32_t link : full)
        for (const Member& m : links_[link].members) keep(m.flow);
    for (const std::uint32_t flow : touched_)
        if (flows_[flow].most <= level) keep(flow);
}

void MaxMinShares::fill()
{
    for (;;) {
        double level = unbounded;
        bool open = false;
        for (const std::uint32_t flow : touched_) {
            if (flows_[flow].settled) continue;
            open = true;
            level = std::min(level, flows_[flow].most);
        }
        if (!open) return;
        for (const std::uint32_t link : touched_links_) level = std::min(level, level_of(links_[link]));
        settle(level);
    }
}

} // namespace dcsim
