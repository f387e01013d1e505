#include "models/site/services.h"
#include "models/serving/service_table.h"
#include "models/site/pacing.h"
#include "sim/base/errors.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

/// A replica that works at the mean of an interval.
Load load_of(const FluidService::Step& step, const Load& at_rest)
{
    if (step.above_idle <= Power{}) return at_rest;
    Charges charges;
    std::ranges::transform(step.cause, charges.cause.begin(), [](double x) { return static_cast<float>(x); });
    std::ranges::transform(step.device, charges.device.begin(), [](double x) { return static_cast<float>(x); });
    Load load{.above_idle = step.above_idle};
    load.charge(charges);
    return load;
}

} // namespace

ServiceSetup on_hardware(ServicePlan plan, const Hardware& hardware, const RunContext& run)
{
    const ServiceParams& p = *plan.params;
    auto model = std::make_unique<ServiceTable>(
        p.model({hardware, std::move(plan.techniques), plan.name, p.objective, p.arrivals_cv2, run.inputs}));
    require(!model->refusal(), "a service that its hardware refuses is not run");
    ServiceSetup setup{
        .workload = plan.workload, .name = plan.name, .rate = std::move(plan.rate), .interval = plan.interval};
    setup.choice = std::make_unique<OperatingChoice>(*model, std::move(plan.points));
    setup.fluid = std::make_unique<FluidService>(*model, p.autoscaler(), p.requests);
    const std::string component = "workload." + plan.name;
    setup.requests = run.streams(component, "requests");
    setup.minutes = run.streams(component, "minutes");
    setup.replica.milli_accelerators = 1000 * model->accelerators_per_replica();
    setup.model = std::move(model);
    return setup;
}

Services::Services(Engine& engine, Jobs& jobs, const Hardware& hardware, std::vector<ServiceSetup> services,
                   Interval counted)
    : jobs_{jobs}, hardware_{hardware}, counted_{counted}, process_{engine.add(*this)}
{
    for (ServiceSetup& setup : services) {
        const auto index = static_cast<std::uint32_t>(services_.size());
        services_.push_back({.setup = std::move(setup)});
        jobs_.open();
        engine.schedule(event(Time{}, Kind::open, index));
        engine.schedule(event(counted_.to, Kind::close, index));
    }
}

/// The first step comes a round after its replicas were asked for, when they have been granted.
Event Services::event(Time at, Kind kind, std::uint32_t index) const
{
    return {at, kind == Kind::step ? Phase::signal : Phase::arrival, static_cast<std::uint8_t>(kind), process_, index};
}

void Services::handle(Engine& engine, const Event& event)
{
    Service& service = services_[event.entity];
    switch (static_cast<Kind>(event.kind)) {
    case Kind::open:
        resize(engine, service, service.setup.fluid->replicas_at_start(), true);
        engine.schedule(this->event(engine.now(), Kind::step, event.entity));
        break;
    case Kind::step: step(engine, event.entity); break;
    case Kind::close: close(engine, service); break;
    }
}

void Services::step(Engine& engine, std::uint32_t index)
{
    Service& service = services_[index];
    const Time now = engine.now();
    if (now >= counted_.to) return;
    scale(engine, service);
    const Time end = end_of_interval(now, service.setup.interval);
    serve(service, {now, end});
    jobs_.loads_changed(engine);
    ++service.steps;
    engine.schedule(event(end, Kind::step, index));
}

/// Where the window opens an interval is cut, or its requests would count to neither side and its energy to both.
Time Services::end_of_interval(Time now, Span interval) const
{
    const Time end = Time{} + Span{(now.ns / interval.ns + 1) * interval.ns};
    return std::min(end, now < counted_.from ? counted_.from : counted_.to);
}

void Services::scale(Engine& engine, Service& service)
{
    const Time now = engine.now();
    if (service.steps == 0 || seconds(now - service.decided) < service.setup.fluid->period()) return;
    service.decided = now;
    const auto asked = static_cast<std::uint32_t>(service.replicas.size());
    resize(engine, service, service.setup.fluid->wanted(now, asked, service.setup.choice->fastest()), false);
}

/// The youngest go first: they may still be waiting.
void Services::resize(Engine& engine, Service& service, std::uint32_t wanted, bool warm)
{
    while (service.replicas.size() > wanted) {
        jobs_.release(engine, service.replicas.back().job);
        service.replicas.pop_back();
    }
    while (service.replicas.size() < wanted) {
        const auto job = jobs_.hold(engine, service.setup.workload, service.setup.replica);
        if (!job) return;
        service.replicas.push_back({*job, warm});
    }
}

bool Services::answers(Time now, const Service& service, const Replica& replica) const
{
    const auto start = jobs_.started(replica.job);
    const bool warm = replica.warm && jobs_.interruptions(replica.job) == 0;
    return start && (warm || seconds(now - *start) >= service.setup.model->cold_start());
}

/// Requests of an interval, and the rate of which chance made them.
FluidService::Input Services::arrivals(Service& service, const Interval& interval)
{
    ServiceSetup& s = service.setup;
    FluidService::Input in{.arrivals = s.rate->expected(interval.to), .length = seconds(interval.to - interval.from)};
    if (s.rate->exact()) return in;
    const double mean = s.fluid->minutes().mean_of(interval, in.arrivals, *s.minutes);
    Random random = s.requests->of(service.steps);
    in.arrivals = mean > 0 ? static_cast<double>(poisson(random, mean)) : 0;
    in.rate = Frequency{mean / in.length.si()};
    return in;
}

/// The clock is one for the rate of this interval: governors follow it within milliseconds.
void Services::serve(Service& service, const Interval& interval)
{
    ServiceSetup& s = service.setup;
    const Time now = interval.from;
    FluidService::Input in = arrivals(service, interval);
    for (const Replica& replica : service.replicas) in.replicas += answers(now, service, replica) ? 1 : 0;
    in.run = s.choice->at(in.mean_rate(), in.replicas, s.fluid->waiting() > 0);
    const FluidService::Step came = s.fluid->step(in);
    tell(now, service, in, came);
    service.arrived += in.arrivals;
    service.served_or_lost += came.served + came.lost;
    service.replica_seconds += in.replicas * in.length.si();
    const Load rest = load_at_rest(hardware_), load = load_of(came, rest);
    for (const Replica& replica : service.replicas)
        if (jobs_.started(replica.job)) jobs_.reload(now, replica.job, answers(now, service, replica) ? load : rest);
}

void Services::close(Engine& engine, Service& service)
{
    resize(engine, service, 0, false);
    tell(engine.now(), service, {.length = seconds(service.setup.interval), .run = {.clock = 0}}, {});
    jobs_.close(engine);
}

void Services::record(Recorder& recorder)
{
    for (Service& service : services_) {
        std::string stem = "service_" + service.setup.name;
        std::ranges::replace(stem, '-', '_');
        const auto rate = [&](const char* what, const char* meaning) {
            return recorder.channel<Frequency>({stem + what, "s-1", meaning, "it", Bins::mean});
        };
        const auto count = [&](const char* what, const char* meaning) {
            return recorder.channel<double>({stem + what, "1", meaning, "it", Bins::mean});
        };
        service.channels = {.requests = rate("_request_rate", "requests that come"),
                            .served = rate("_served_rate", "requests that are answered"),
                            .waiting = count("_waiting", "requests that wait for capacity, at the end of the interval"),
                            .replicas = count("_replicas", "replicas that answer"),
                            .asked = count("_replicas_asked", "replicas asked for: waiting and starting ones too"),
                            .batch = count("_batch", "requests in progress on one replica"),
                            .clock = {},
                            .power_cap = {}};
        if (service.setup.choice->chooses()) record_choice(recorder, stem, service);
    }
}

void Services::record_choice(Recorder& recorder, const std::string& stem, Service& service)
{
    service.channels.clock = recorder.channel<double>(
        {stem + "_clock", "1", "clock that accelerators are run at, over their highest; 0 after the last request", "it",
         Bins::mean});
    if (service.setup.choice->fastest().cap)
        service.channels.power_cap = recorder.channel<Power>(
            {stem + "_power_cap", "W", "limit on the power of one accelerator; 0 after the last request", "it",
             Bins::mean});
}

void Services::tell(Time now, Service& service, const FluidService::Input& in, const FluidService::Step& came)
{
    Channels& c = service.channels;
    c.requests.hold(now, Frequency{in.arrivals / in.length.si()});
    c.served.hold(now, Frequency{came.served / in.length.si()});
    c.waiting.hold(now, came.waiting);
    c.replicas.hold(now, in.replicas);
    c.asked.hold(now, static_cast<double>(service.replicas.size()));
    c.batch.hold(now, came.batch);
    c.clock.hold(now, in.run.clock);
    c.power_cap.hold(now, in.run.cap.value_or(Power{}));
}

void Services::begin_window()
{
    for (Service& service : services_) {
        service.setup.fluid->forget();
        service.replica_seconds = 0;
    }
}

std::vector<ServiceAccount> Services::accounts() const
{
    std::vector<ServiceAccount> all;
    for (const Service& service : services_) {
        const FluidService& fluid = *service.setup.fluid;
        all.push_back({service.setup.workload, fluid.totals(), fluid.waiting(), service.replica_seconds, fluid.first(),
                       fluid.between(), fluid.whole(), service.setup.model->item()});
    }
    return all;
}

std::vector<CheckResult> Services::checks() const
{
    double residual = 0, all = 1;
    for (const Service& service : services_) {
        residual += std::abs(service.arrived - service.served_or_lost - service.setup.fluid->waiting());
        all += service.arrived;
    }
    return {{"requests = served + lost + waiting, share", residual / all, 1e-9}};
}

void Services::state(Archive& archive)
{
    for (Service& service : services_) {
        archive("fluid", *service.setup.fluid)("rate", *service.setup.rate)("replicas", service.replicas);
        archive("decided", service.decided)("steps", service.steps)("arrived", service.arrived);
        archive("done", service.served_or_lost)("replica seconds", service.replica_seconds);
    }
}

} // namespace dcsim
