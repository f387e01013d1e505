#include "models/site/pacing.h"
#include "models/control/node_limits.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

namespace dcsim {

namespace {

constexpr double milli = 1000;

std::uint32_t whole(double accelerators)
{
    return static_cast<std::uint32_t>(std::max(1.0, std::ceil(accelerators)));
}

std::uint32_t accelerators_of_one_copy(const Stretch& stretch, const Allocation& on)
{
    return stretch.each > 0 ? stretch.each : on.accelerators;
}

/// Whole accelerators of those held that the request does not use.
std::uint32_t unused(std::int64_t held_milli, const ResourceRequest& used)
{
    return static_cast<std::uint32_t>((held_milli - used.milli_accelerators) / 1000);
}

/// Shares are of the same energy, in any unit.
template <class To, class From> To shares(const From& energy)
{
    To to{};
    for (std::size_t i = 0; i < energy.size(); ++i) to[i] = static_cast<float>(energy[i].si());
    return to;
}

} // namespace

Load load_at_rest(const Hardware& hardware)
{
    Charges charges;
    at(charges.cause, Cause::overhead) = 1;
    const double accelerators = hardware.accelerator_idle() / hardware.idle_share();
    at(charges.device, Device::accelerator_idle) = static_cast<float>(accelerators);
    at(charges.device, Device::host) = static_cast<float>(1 - accelerators);
    Load load;
    load.charge(charges);
    return load;
}

std::vector<NodeGroup> nodes_in_order(const Gang& gang)
{
    std::vector<NodeGroup> nodes;
    for (const NodeRun& run : gang.runs) nodes.push_back({run.first, run.count});
    std::ranges::sort(nodes, {}, &NodeGroup::first);
    return nodes;
}

Pacing::Pacing(const Hardware& hardware, Interconnect* network)
    : hardware_{hardware}, network_{network}, at_rest_{load_at_rest(hardware)}
{
}

/// A gang without cores of its own has those of its accelerators' nodes, in proportion.
double Pacing::cores(const ResourceRequest& request) const
{
    if (request.cores + request.pool_cores > 0) return request.cores + request.pool_cores;
    const double share = request.milli_accelerators / milli / hardware_.accelerators_per_node();
    return share * hardware_.cores_per_node();
}

GangShape Pacing::shape(std::span<const NodeGroup> nodes) const
{
    if (!network_) return {};
    return {network_->shape(nodes), network_};
}

Allocation Pacing::nominal(const ResourceRequest& request) const
{
    const std::uint32_t accelerators = whole(request.milli_accelerators / milli);
    const std::uint32_t per_node =
        request.nodes > 0 ? (accelerators + request.nodes - 1) / request.nodes : hardware_.accelerators_per_node();
    const std::uint32_t each = std::min(per_node, accelerators);
    const NodeGroup first{0, (accelerators + each - 1) / each};
    return {accelerators, each, cores(request), shape({&first, 1})};
}

Allocation Pacing::of(const Gang& gang, const ResourceRequest& request) const
{
    const std::uint32_t accelerators = whole(request.milli_accelerators / milli);
    std::uint32_t most = 1;
    for (const NodeRun& run : gang.runs) most = std::max(most, whole(run.milli_accelerators / milli));
    if (request.nodes > 0) most = std::min(most, (accelerators + request.nodes - 1) / request.nodes);
    most = std::min(most, accelerators);
    return {accelerators, most, cores(request), shape(nodes_in_order(gang)),
            unused(gang.milli_accelerators(), request)};
}

Allocation Pacing::nominal(const JobSpec& job) const
{
    Allocation on = nominal(job.used());
    on.unused = unused(job.request.milli_accelerators, job.used());
    return on;
}

std::optional<std::string> Pacing::refusal(const Way& way) const
{
    for (const Stretch& stretch : way.stretches)
        if (stretch.iterations > 0)
            if (auto why = hardware_.refusal(stretch.demand)) return why;
    return std::nullopt;
}

std::optional<std::string> Pacing::refusal(const Work& work) const
{
    if (work.refusal) return work.refusal;
    std::optional<std::string> why;
    for (const Way& way : work.ways) {
        why = refusal(way);
        if (!why) return std::nullopt;
    }
    return why;
}

std::optional<std::string> Pacing::excess(WorkloadId workload, const WorkAmount& amount, const Work& work,
                                          const Allocation& on)
{
    const Seconds time = amount.scale * known(workload, amount, work, on).time;
    if (time <= longest_job) return std::nullopt;
    return fmt::format("takes {:.3g} years for its work on {} accelerators, longer than any run", time / (365 * day),
                       on.accelerators);
}

/// Copies side by side draw what one does, so many times; accelerators that none of them uses are at rest.
Load Pacing::load_of(const Pace& pace, const Stretch& stretch, const Allocation& on) const
{
    Pace all = pace;
    all.above_idle = stretch.copies * pace.above_idle;
    for (Energy& e : all.energy) e = stretch.copies * e;
    for (Energy& e : all.by_device) e = stretch.copies * e;
    const double working = double{1} * stretch.copies * accelerators_of_one_copy(stretch, on);
    const double unused = on.unused + on.accelerators - working;
    if (unused > 0) {
        const Energy idle = unused * hardware_.idle_share() * pace.iteration;
        const Energy chips = unused * hardware_.accelerator_idle() * pace.iteration;
        at(all.energy, Cause::overhead) += idle;
        at(all.by_device, Device::accelerator_idle) += chips;
        at(all.by_device, Device::host) += idle - chips;
    }
    Charges charges{.cause = shares<ByCause<float>>(all.energy), .device = shares<ByDevice<float>>(all.by_device)};
    const Energy spent = std::accumulate(all.energy.begin(), all.energy.end(), Energy{});
    const Seconds at_peak = working * pace.model_flops_utilisation * pace.iteration;
    const Seconds held = (double{1} * on.accelerators + on.unused) * pace.iteration;
    if (spent > Energy{}) {
        charges.working = static_cast<float>(held.si() / spent.si());
        charges.arithmetic = static_cast<float>(at_peak.si() / spent.si());
    }
    Load load{.above_idle = all.above_idle};
    load.charge(charges);
    return load;
}

Allocation Pacing::of_one_copy(const Stretch& stretch, const Allocation& on)
{
    const std::uint32_t each = accelerators_of_one_copy(stretch, on);
    const std::uint32_t unused = on.unused * each / on.accelerators;
    return {.accelerators = each,
            .per_node = std::min(on.per_node, each),
            .cores = on.cores * each / on.accelerators,
            .shape = on.shape,
            .unused = unused};
}

PacedStretch Pacing::pace(const Stretch& stretch, const Allocation& on, const Operating& operating) const
{
    PacedStretch paced{.at_rest = seconds(stretch.at_rest)};
    if (stretch.iterations <= 0) return paced;
    paced.pace = hardware_.pace(stretch.demand, of_one_copy(stretch, on), operating);
    paced.running = stretch.iterations * paced.pace.iteration;
    paced.load = load_of(paced.pace, stretch, on);
    const double nodes =
        (double{1} * on.accelerators + on.unused) / hardware_.accelerators_per_node(); // shares of them
    const double stored = hardware_.bytes_per_second_stored() * nodes;
    paced.save = Seconds{stretch.copies * stretch.demand.checkpoint.si() / stored};
    paced.saving = stretch.saves * paced.save;
    return paced;
}

PacedWork Pacing::pace(const Way& way, const Allocation& on, const Operating& operating) const
{
    PacedWork paced{.operating = operating};
    for (const Stretch& stretch : way.stretches) {
        paced.stretches.push_back(pace(stretch, on, operating));
        const PacedStretch& p = paced.stretches.back();
        const Seconds time = p.at_rest + p.saving + p.running;
        paced.time += time;
        const double held = double{1} * on.accelerators + on.unused;
        paced.energy += held * hardware_.idle_share() * time + p.load.above_idle * p.running;
    }
    return paced;
}

PacedWork Pacing::pace(const Work& work, const Allocation& on) const
{
    std::vector<PacedWork> all;
    for (std::size_t i = 0; i < work.ways.size(); ++i)
        if (!refusal(work.ways[i]))
            for (const Operating& operating : work.control.points) {
                all.push_back(pace(work.ways[i], on, operating));
                all.back().way = i;
            }
    require(!all.empty(), "work that is refused is not run");
    Seconds fastest = all.front().time;
    Power highest{};
    for (const PacedWork& p : all) {
        fastest = std::min(fastest, p.time);
        if (p.time > Seconds{0}) highest = std::max(highest, p.energy / p.time);
    }
    const double weight = work.control.energy_weight;
    const auto cost = [&](const PacedWork& p) {
        if (p.time > (1 + work.control.slowdown) * fastest) return std::numeric_limits<double>::infinity();
        return (weight * p.energy + (1 - weight) * (highest * p.time)).si();
    };
    return *std::ranges::min_element(all, {}, cost);
}

const PacedWork& Pacing::known(WorkloadId workload, const WorkAmount& amount, const Work& work, const Allocation& on)
{
    const Key key{workload, amount.work, on};
    auto known = known_.find(key);
    if (known == known_.end()) known = known_.emplace(key, pace(work, on)).first;
    return known->second;
}

const Ladder& Pacing::ladder(WorkloadId workload, const WorkAmount& amount, const Work& work, const Allocation& on,
                             std::uint16_t stretch, const ClockRange& range)
{
    Ladder& ladder = ladders_[{{workload, amount.work, on}, stretch, range}];
    if (!ladder.empty()) return ladder;
    const PacedWork& best = known(workload, amount, work, on);
    const PacedStretch& own = best.stretches[stretch - 1];
    const Stretch& what = work.ways[best.way].stretches[stretch - 1];
    const auto rung = [&](const PacedStretch& paced, double clock) {
        return Rung{clock, std::min(1.0, own.pace.iteration / paced.pace.iteration), paced.load};
    };
    const Operating most = within(best.operating, range.most);
    Allocation reached = on;
    reached.shape.left = range.left;
    const bool own_way = most == best.operating && range.left == 1;
    ladder.push_back(rung(own_way ? own : pace(what, reached, most), most.clock));
    for (int percent = 99; percent >= std::lround(100 * range.least); --percent) {
        const double clock = percent / 100.0;
        if (clock >= most.clock) continue;
        const PacedStretch lower = pace(what, reached, {clock, most.cap});
        if (lower.load.above_idle < ladder.back().load.above_idle) ladder.push_back(rung(lower, clock));
    }
    return ladder;
}

std::vector<Sending> Pacing::sendings(WorkloadId workload, const WorkAmount& amount, const Work& work,
                                      const Allocation& on, std::uint16_t stretch)
{
    const Stretch& what = work.ways[known(workload, amount, work, on).way].stretches[stretch - 1];
    return hardware_.sendings(what.demand, of_one_copy(what, on));
}

PacedStretch Pacing::beside_others(WorkloadId workload, const WorkAmount& amount, const Work& work, Allocation on,
                                   std::uint16_t stretch, double left, const Operating& most)
{
    const PacedWork& best = known(workload, amount, work, on);
    const Operating operating = within(best.operating, most);
    if (left == 1 && operating == best.operating) return best.stretches[stretch - 1];
    on.shape.left = left;
    return pace(work.ways[best.way].stretches[stretch - 1], on, operating);
}

Seconds Pacing::save(WorkloadId workload, const WorkAmount& amount, const Work& work, const Allocation& on)
{
    Seconds longest{};
    for (const PacedStretch& paced : known(workload, amount, work, on).stretches)
        longest = std::max(longest, paced.save);
    return longest;
}

Segments Pacing::segments(WorkloadId workload, const WorkAmount& amount, const Work& work, const Allocation& on,
                          Saves saves)
{
    Segments segments;
    Seconds left = longest_job; // a gang that is slower than the one asked for may take longer than a clock holds
    const auto add = [&](Seconds whole, const Load& load, std::uint16_t stretch) {
        const Seconds time = std::min(whole, left);
        left -= time;
        if (time > Seconds{0})
            segments.push_back({.rate = Segment::Rate::with_clock,
                                .amount = span_at_least(time),
                                .load = load,
                                .part = Segment::Part::whole,
                                .stretch = stretch});
    };
    std::uint16_t stretch = 0;
    for (const PacedStretch& paced : known(workload, amount, work, on).stretches) {
        const Seconds saving = saves == Saves::as_stated ? amount.scale * paced.saving : Seconds{};
        add(paced.at_rest + saving, at_rest_, 0);
        add(amount.scale * paced.running, paced.load, ++stretch);
    }
    if (segments.empty()) segments.push_back({Segment::Rate::fixed, Span{1}, at_rest_});
    return segments;
}

} // namespace dcsim
