#include "models/serving/service_table.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

/// The lowest load of a table: at none at all there is no batch to speak of.
constexpr double least_load = 1e-9;

/// Load at a place in the table, 0..1; dense at both ends.
double load_at(double place)
{
    return place <= 0.5 ? 2 * place * place : 1 - 2 * (1 - place) * (1 - place);
}

double place_of(double load)
{
    return load <= 0.5 ? std::sqrt(load / 2) : 1 - std::sqrt((1 - load) / 2);
}

void scale(Latency& l, double k)
{
    for (Seconds* t : {&l.mean, &l.p50, &l.p95, &l.p99}) *t = k * *t;
}

/// All three latencies.
void scale(ServicePoint& p, double k)
{
    for (Latency* l : {&p.first, &p.between, &p.whole}) scale(*l, k);
}

bool finite(const Latency& l)
{
    return std::isfinite((l.mean + l.p50 + l.p95 + l.p99).si());
}

bool finite(const ServicePoint& p)
{
    return finite(p.first) && finite(p.whole);
}

template <class T> void blend(T& a, const T& b, double part)
{
    a = (1 - part) * a + part * b;
}

template <class T, std::size_t n> void blend(std::array<T, n>& a, const std::array<T, n>& b, double part)
{
    for (std::size_t i = 0; i < n; ++i) blend(a[i], b[i], part);
}

void blend(Latency& a, const Latency& b, double part)
{
    blend(a.mean, b.mean, part);
    blend(a.p50, b.p50, part);
    blend(a.p95, b.p95, part);
    blend(a.p99, b.p99, part);
}

ServicePoint between(ServicePoint a, const ServicePoint& b, double part)
{
    blend(a.served, b.served, part);
    blend(a.batch, b.batch, part);
    blend(a.busy, b.busy, part);
    blend(a.first, b.first, part);
    blend(a.between, b.between, part);
    blend(a.whole, b.whole, part);
    blend(a.within_slo, b.within_slo, part);
    blend(a.above_idle, b.above_idle, part);
    blend(a.cause, b.cause, part);
    blend(a.device, b.device, part);
    blend(a.items_per_second, b.items_per_second, part);
    return a;
}

ServicePoint of_all(ServicePoint p, std::uint32_t replicas)
{
    p.capacity = replicas * p.capacity;
    p.served = replicas * p.served;
    p.items_per_second *= replicas;
    return p;
}

} // namespace

ServiceTable::ServiceTable(std::unique_ptr<ServiceModel> exact, std::size_t points)
    : exact_{std::move(exact)}, points_{points}
{
    require(exact_ && points_ >= 2, "a table of a service has a service and two points");
    cold_start_ = exact_->cold_start();
}

ServiceTable::Table ServiceTable::make_table(const Operating& run) const
{
    const Frequency capacity = exact_->at({}, 1, run).capacity;
    require(capacity > Frequency{}, "a service has a capacity");
    Table t;
    t.full = exact_->at(2 * capacity, 1, run);
    for (std::size_t i = 0; i < points_; ++i) {
        const double load = std::max(least_load, load_at(static_cast<double>(i) / static_cast<double>(points_)));
        ServicePoint p = exact_->at(load * capacity, 1, run);
        if (!finite(p)) break; // one of its queues is full before all are
        scale(p, 1 - load);
        t.load.push_back(load);
        t.points.push_back(std::move(p));
    }
    require(!t.points.empty(), "a service answers in finite time where nearly nothing is asked");
    return t;
}

const ServiceTable::Table& ServiceTable::table(const Operating& run) const
{
    const auto known = tables_.find(run);
    return known != tables_.end() ? known->second : tables_.emplace(run, make_table(run)).first->second;
}

/// Without requests no table is needed, which a choice among many operating points would make for each.
const ServicePoint& ServiceTable::alone(const Operating& run) const
{
    const auto known = alone_.find(run);
    return known != alone_.end() ? known->second : alone_.emplace(run, exact_->at({}, 1, run)).first->second;
}

ServicePoint ServiceTable::at(Frequency offered, std::uint32_t replicas, const Operating& run) const
{
    require(replicas > 0, "a service without replicas has no point");
    if (offered == Frequency{}) return of_all(alone(run), replicas);
    const Table& t = table(run);
    const double load = offered / replicas / t.full.capacity;
    if (load >= 1) return of_all(t.full, replicas);
    const double place = place_of(load) * static_cast<double>(points_);
    const std::size_t last = t.points.size() - 1, low = std::min(static_cast<std::size_t>(place), last);
    const std::size_t high = std::min(low + 1, last);
    const double span = t.load[high] - t.load[low];
    const double part = span > 0 ? std::clamp((load - t.load[low]) / span, 0.0, 1.0) : 0;
    ServicePoint p = between(t.points[low], t.points[high], part);
    scale(p, 1 / (1 - load));
    p.served = load * t.full.capacity;
    return of_all(std::move(p), replicas);
}

} // namespace dcsim
