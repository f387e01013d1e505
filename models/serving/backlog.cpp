#include "models/serving/backlog.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <limits>

namespace dcsim {

namespace {

/// Share of the interval in which the backlog is at most `q`.
double share_below(const Backlog::Interval& i, double q)
{
    const double slope = i.growth * i.length;
    if (slope == 0) return i.start <= q ? 1 : 0;
    const double crossing = std::clamp((q - i.start) / slope, 0.0, 1.0);
    if (slope > 0) return i.start <= q ? crossing : 0;
    return i.start <= q ? 1 : 1 - crossing;
}

/// Requests waiting, mean over the interval.
double mean_backlog(const Backlog::Interval& i)
{
    if (i.end > 0 || i.start == 0) return (i.start + i.end) / 2;
    const double emptied = std::min(1.0, i.start / -(i.growth * i.length));
    return i.start / 2 * emptied;
}

Latency later(Latency l, const Backlog::Interval& i)
{
    const auto wait = [&](double p) { // waits rise or fall in proportion to the time of arrival
        const double q = i.growth > Frequency{} ? i.start + p * (i.end - i.start)
                                                : std::max(0.0, i.start + (1 - p) * (i.growth * i.length));
        return Seconds{q / i.capacity.si()};
    };
    return {
        .mean = l.mean + i.mean_wait, .p50 = l.p50 + wait(0.5), .p95 = l.p95 + wait(0.95), .p99 = l.p99 + wait(0.99)};
}

/// Who finds no backlog fares as in the steady state; who finds one meets the objective if his wait leaves the time.
double within_objective(const ServicePoint& p, const Objective& o, const Backlog::Interval& i)
{
    const double at_once = share_below(i, 0);
    if (o.between && p.between.mean > *o.between) return at_once * p.within_slo;
    const double in_time = o.first ? i.within(*o.first - p.first.mean) : 1;
    return at_once * p.within_slo + std::max(0.0, in_time - at_once);
}

} // namespace

double Backlog::Interval::within(Seconds wait) const
{
    if (wait < Seconds{}) return 0;
    return share_below(*this, capacity * wait);
}

Backlog::Interval Backlog::advance(Frequency offered, Frequency capacity, Seconds length)
{
    require(length > Seconds{} && offered >= Frequency{} && capacity >= Frequency{}, "a backlog moves forward");
    Interval i{.start = requests_, .capacity = capacity, .growth = offered - capacity, .length = length};
    i.end = std::max(0.0, i.start + i.growth * length);
    i.served = i.start + offered * length - i.end;
    i.mean_wait = capacity > Frequency{}                 ? Seconds{mean_backlog(i) / capacity.si()}
                  : i.start > 0 || offered > Frequency{} ? Seconds{std::numeric_limits<double>::infinity()}
                                                         : Seconds{};
    requests_ = i.end;
    return i;
}

ServicePoint with_backlog(const ServiceModel& model, Frequency offered, std::uint32_t replicas, const Operating& run,
                          Seconds length, Backlog& backlog)
{
    const ServicePoint steady = model.at(offered, replicas, run);
    const Backlog::Interval i = backlog.advance(offered, steady.capacity, length);
    if (i.start == 0 && i.end == 0) return steady;
    const Frequency served{i.served / length.si()};
    ServicePoint p = model.at(served, replicas, run);
    p.served = served;
    p.within_slo = within_objective(p, model.objective(), i);
    p.first = later(p.first, i);
    p.whole = later(p.whole, i);
    return p;
}

} // namespace dcsim
