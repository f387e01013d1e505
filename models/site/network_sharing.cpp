#include "models/site/jobs.h"
#include "sim/numerics/roots.h"
#include <algorithm>
#include <cmath>

/// Gangs that slow each other on the cables that they share, and whose network is not whole.
namespace dcsim {

namespace {

constexpr double ppm = 1e6, thousandths = 1e3;

/// How many times as long as alone in the whole network the gang's messages take at a rate.
///
/// Where bursts overlap the rate is that of sending itself. Where they keep out of each other's way it is the mean over
/// iterations, which are then as long as what is sent takes at that rate; the messages take what is left of them. The
/// slower iteration asks for less, and that is the rate already: nothing is iterated but the length of messages, of
/// which kernels may hide a part.
template <class Iteration>
double stretched(Contention contention, const GangTraffic& traffic, double rate, const Iteration& iteration)
{
    if (contention != Contention::interleaved) return traffic.whole / rate;
    const Seconds meant = traffic.sent / rate, more = meant - traffic.iteration;
    const double most = std::max(traffic.longer, meant / traffic.sending); // no iteration is shorter than its messages
    return newton_root(
        [&](double times) {
            return ValueAndSlope{(iteration(times) - meant).si(), traffic.sending.si()};
        },
        {traffic.longer, most}, 1 + more / traffic.sending, 1e-13 * most);
}

void merge(std::vector<Sending>& sendings)
{
    std::ranges::stable_sort(sendings, {}, &Sending::exchange);
    std::vector<Sending> merged;
    for (const Sending& s : sendings) {
        if (merged.empty() || merged.back().exchange != s.exchange) {
            merged.push_back(s);
            continue;
        }
        merged.back().time += s.time;
        merged.back().alone += s.alone;
    }
    sendings = std::move(merged);
}

/// The seconds for which each arc is taken; all ascending by arc.
void add(std::vector<LinkUse>& load, const std::vector<ArcShare>& arcs, Seconds time)
{
    std::vector<LinkUse> sum;
    sum.reserve(load.size() + arcs.size());
    auto old = load.begin();
    for (const ArcShare& on : arcs) {
        while (old != load.end() && old->link < on.arc) sum.push_back(*old++);
        if (old != load.end() && old->link == on.arc) sum.push_back(*old++);
        if (sum.empty() || sum.back().link != on.arc) sum.push_back({static_cast<std::uint32_t>(on.arc), 0});
        sum.back().weight += on.share * time.si();
    }
    sum.insert(sum.end(), old, load.end());
    load = std::move(sum);
}

} // namespace

/// The segment of a gang at the clock and cap that are allowed, while its messages take so many times as long.
PacedStretch Jobs::beside_others(JobId id, std::uint16_t stretch, double times, const Operating& most)
{
    const Job& job = jobs_[id.value];
    const WorkAmount amount = amount_on(job.spec, *job.on);
    const Work& work = work_of(job.spec.workload, amount);
    return pacing_->beside_others(job.spec.workload, amount, work, *job.on, stretch, 1 / times, most);
}

const GangTraffic& Jobs::traffic_of(JobId id, std::uint16_t stretch)
{
    GangTraffic& traffic = traffic_[id];
    if (traffic.stretch == stretch) return traffic;
    const Job& job = jobs_[id.value];
    const WorkAmount amount = amount_on(job.spec, *job.on);
    const Work& work = work_of(job.spec.workload, amount);
    std::vector<Sending> sendings = pacing_->sendings(job.spec.workload, amount, work, *job.on, stretch);
    traffic = {.stretch = stretch};
    if (sendings.empty()) return traffic;
    merge(sendings);
    const std::vector<NodeGroup> nodes = nodes_in_order(execution_.gang(id));
    Seconds sending{}; // by the routes that are left
    for (const Sending& s : sendings) {
        Seconds slowest = s.alone;
        const std::vector<ArcShare> arcs = setup_.network->demand(nodes, s.exchange);
        for (const ArcShare& on : arcs) slowest = std::max(slowest, on.share * s.time);
        if (setup_.network->contention() != Contention::none) add(traffic.uses, arcs, s.time);
        traffic.sent += s.time;
        traffic.sending += s.alone;
        sending += slowest;
    }
    constexpr double rounding = 1e-12; // what is whole takes as long as ever
    if (!setup_.network->damage().whole() && sending > (1 + rounding) * traffic.sending)
        traffic.longer = sending / traffic.sending;
    const Operating most = allowed_by_nodes(id);
    const auto iteration = [&](double times) { return beside_others(id, stretch, times, most).pace.iteration; };
    traffic.iteration = iteration(1);
    traffic.own = beside_others(id, stretch, 1, {}).pace.iteration;
    if (setup_.network->contention() == Contention::interleaved) {
        traffic.whole = traffic.sent / traffic.iteration;
        traffic.most = traffic.sent / iteration(traffic.longer);
    } else {
        traffic.whole = traffic.sent / traffic.sending;
        traffic.most = traffic.whole / traffic.longer;
    }
    for (LinkUse& use : traffic.uses) use.weight /= traffic.sent.si();
    return traffic;
}

/// How many times as long the messages of a running gang take alone because of what of the network is down.
double Jobs::longer(JobId id)
{
    const std::uint16_t stretch = execution_.segment(id).stretch;
    return stretch > 0 && execution_.gang(id).nodes() > 1 ? traffic_of(id, stretch).longer : 1;
}

/// The job has entered a segment.
void Jobs::follow_traffic(Time now, JobId id)
{
    leave_cables(now, id);
    if (is_running(id)) join_cables(id); // else it has ended or lost its accelerators since
}

/// It is a member only where it may be slowed, or is: at the rate that it was told, else at its own.
void Jobs::join_cables(JobId id)
{
    const std::uint16_t stretch = execution_.segment(id).stretch;
    if (stretch == 0 || execution_.gang(id).nodes() < 2) return;
    const GangTraffic& traffic = traffic_of(id, stretch);
    const double told = cables_->told(id).value_or(traffic.whole);
    cables_->leave(id);
    const bool slowed = told != traffic.whole; // if it left, nobody would know that it is
    if (!traffic.uses.empty() || traffic.most != told || slowed) cables_->join(id, traffic.uses, traffic.most, told);
}

/// Once the network is another. Under a limit of power what is left of it is part of how gangs may run at all.
void Jobs::reroute()
{
    if (cap_) return look_at_segments([](const Gang&) { return true; });
    traffic_.clear();
    each_alive([&](JobId id, const Job& job) {
        if (runs(job)) join_cables(id);
    });
}

void Jobs::leave_cables(Time now, JobId id)
{
    cables_->leave(id);
    hold_up(now, id, 0);
}

void Jobs::share_cables(Time now)
{
    for (const SharedCables::Change& change : cables_->changes()) {
        const JobId id = change.job;
        const double rate = change.rate;
        const std::uint16_t stretch = execution_.segment(id).stretch;
        const GangTraffic& traffic = traffic_of(id, stretch);
        const Operating most = allowed_by_nodes(id);
        const auto beside = [&](double times) { return beside_others(id, stretch, times, most); };
        const auto iteration = [&](double times) { return beside(times).pace.iteration; };
        const bool held_up = rate < traffic.whole;
        const PacedStretch paced =
            beside(held_up ? stretched(setup_.network->contention(), traffic, rate, iteration) : 1);
        execution_.slow(now, id, std::min(1.0, traffic.own / paced.pace.iteration), paced.load);
        hold_up(now, id, held_up ? 1 - std::min(1.0, traffic.iteration / paced.pace.iteration) : 0);
    }
}

/// A running job loses that part of its pace to others.
void Jobs::hold_up(Time now, JobId id, double part)
{
    const Job& job = jobs_[id.value];
    const double held = part > 0 ? static_cast<double>(execution_.gang(id).milli_accelerators()) : 0;
    const std::int64_t level = std::llround(held * ppm * part);
    std::int64_t& before = held_up_[id];
    if (level != before) {
        contention_ppm_[job.spec.workload.value].add(now, level - before);
        std::int64_t all = 0;
        for (const CountIntegral& workload : contention_ppm_) all += workload.level();
        held_up_accelerators_.hold(now, static_cast<double>(all) / (ppm * thousandths));
    }
    before = level;
    if (level == 0) held_up_.erase(id);
}

} // namespace dcsim
