#include "models/serving/fluid_service.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

namespace {

/// A wait that runs from one value to another is taken at the middles of so many parts.
constexpr int parts_of_a_wait = 4;

/// Adds a replica's time at a point to means over the interval.
void spend(FluidService::Step& s, const ServicePoint& p, double share)
{
    if (share <= 0) return;
    const Power total = p.above_idle + p.idle;
    s.above_idle += share * p.above_idle;
    s.batch += share * p.busy * p.batch;
    s.busy += share * p.busy;
    for (std::size_t i = 0; i < s.cause.size(); ++i) s.cause[i] += share * total.si() * p.cause[i];
    for (std::size_t i = 0; i < s.device.size(); ++i) s.device[i] += share * total.si() * p.device[i];
}

template <std::size_t n> void normalise(std::array<double, n>& shares)
{
    double sum = 0;
    for (const double s : shares) sum += s;
    for (double& s : shares) s = sum > 0 ? s / sum : 0;
}

void add(std::vector<LatencyPart>& to, const Latency& l, Seconds wait, double requests)
{
    for (const LatencyPart& part : parts(LatencySpread{l})) to.push_back({part.value + wait, requests * part.weight});
}

} // namespace

/// Latencies of an interval, as parts of requests.
struct FluidService::Course {
    Step step;
    std::vector<LatencyPart> first, between, whole;

    void add(const ServicePoint& p, Seconds wait, double requests)
    {
        dcsim::add(first, p.first, wait, requests);
        dcsim::add(between, p.between, Seconds{}, requests);
        dcsim::add(whole, p.whole, wait, requests);
    }
};

double FluidService::Step::within_slo() const
{
    return served + lost > 0 ? met / (served + lost) : 1;
}

FluidService::FluidService(const ServiceModel& model, std::unique_ptr<Autoscaler> autoscaler,
                           const RequestSettings& settings)
    : model_{model}, autoscaler_{std::move(autoscaler)}, settings_{settings}, minutes_{settings.dispersion}
{
    require(autoscaler_ != nullptr, "something decides how many replicas there are");
}

/// At which requests come while none waits for capacity: a rate at the capacity or above it leaves such a time only
/// where fewer come.
Frequency FluidService::calm_rate(const Input& in, Frequency capacity)
{
    if (in.mean_rate() < capacity) return in.mean_rate();
    return std::min(in.mean_rate(), Frequency{in.arrivals / in.length.si()});
}

/// Where the rate is below the capacity, more than it by chance is a wait of the steady state and no backlog.
Backlog::Passage FluidService::passage(const Input& in, Frequency capacity)
{
    if (in.mean_rate() < capacity && backlog_.requests() == 0) {
        Backlog::Passage steady;
        steady.at_once = in.arrivals;
        return steady;
    }
    return backlog_.advance(in.arrivals, capacity, in.length, settings_.patience);
}

/// Share of requests that meet the objective, having waited for a replica before. The two limits are taken as
/// independent.
double FluidService::attained(const ServicePoint& p, const Backlog::Stretch& wait) const
{
    const Objective o = model_.objective();
    const double between = o.between ? LatencySpread{p.between}.within(*o.between) : 1;
    if (!o.first) return between;
    const auto [least, most] = std::minmax(wait.from, wait.to);
    return between * LatencySpread{p.first}.within(*o.first - most, *o.first - least);
}

void FluidService::add_waited(Course& c, const ServicePoint& full, const Backlog::Stretch& stretch) const
{
    const double requests = stretch.requests / parts_of_a_wait;
    for (int i = 0; i < parts_of_a_wait; ++i) {
        const Seconds wait = stretch.from + (i + 0.5) / parts_of_a_wait * (stretch.to - stretch.from);
        c.add(full, wait, requests);
    }
    c.step.met += stretch.requests * attained(full, stretch);
}

FluidService::Step FluidService::step(const Input& in)
{
    require(in.length > Seconds{}, "a service moves forward");
    ServicePoint calm, full;
    if (in.replicas > 0) {
        const Frequency capacity = model_.at({}, in.replicas, in.run).capacity;
        calm = model_.at(calm_rate(in, capacity), in.replicas, in.run);
        full = model_.at(2 * capacity, in.replicas, in.run);
    }
    const Backlog::Passage passage = this->passage(in, calm.capacity);
    Course c;
    Step& s = c.step;
    s.served = passage.served();
    s.lost = passage.lost;
    s.waiting = backlog_.requests();
    if (full.served > Frequency{}) s.items = s.served * (full.items_per_second / full.served.si());
    const double line = passage.emptied / in.length; // share of the time in which requests wait for capacity
    spend(s, full, line);
    spend(s, calm, 1 - line);
    if (s.busy > 0) s.batch /= s.busy;
    normalise(s.cause);
    normalise(s.device);

    if (passage.at_once > 0) c.add(calm, Seconds{}, passage.at_once);
    s.met = passage.at_once * calm.within_slo;
    for (const Backlog::Stretch& stretch : passage.waited) add_waited(c, full, stretch);
    totals_.arrived += in.arrivals;
    arrived_since_ += in.arrivals;
    since_ += in.length;
    record(c);
    s.first = latency(c.first);
    s.between = latency(c.between);
    s.whole = latency(c.whole);
    return s;
}

void FluidService::record(const Course& c)
{
    for (const LatencyPart& part : c.first) first_.add(part.value, part.weight);
    for (const LatencyPart& part : c.between) between_.add(part.value, part.weight);
    for (const LatencyPart& part : c.whole) whole_.add(part.value, part.weight);
    totals_.served += c.step.served;
    totals_.lost += c.step.lost;
    totals_.met += c.step.met;
    totals_.items += c.step.items;
}

void FluidService::forget()
{
    totals_ = {};
    first_ = between_ = whole_ = {};
}

std::uint32_t FluidService::wanted(Time now, std::uint32_t asked, const Operating& run)
{
    const Frequency offered{since_ > Seconds{} ? arrived_since_ / since_.si() : 0};
    arrived_since_ = 0;
    since_ = Seconds{};
    return autoscaler_->wanted(model_, {.now = now, .offered = offered, .replicas = asked, .run = run});
}

void FluidService::state(Archive& archive)
{
    archive("autoscaler", *autoscaler_)("backlog", backlog_)("totals", totals_)("first", first_)("between", between_);
    archive("whole", whole_)("arrived_since", arrived_since_)("since", since_)("minutes", minutes_);
}

} // namespace dcsim
