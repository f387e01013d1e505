#include "models/site/routing.h"
#include "models/site/jobs.h"
#include <cmath>

namespace dcsim {

namespace {

class WorkOfOther final : public JobStream {
public:
    explicit WorkOfOther(JobStream& other) : other_{other} {}
    std::optional<Time> next_submit() const override { return std::nullopt; }
    void take(JobSpec&) override { broken("a stream without jobs has none", std::source_location::current()); }
    const Work* work(std::uint32_t number) override { return other_.work(number); }
    void state(Archive&) override {}

private:
    JobStream& other_;
};

constexpr double milli_ns_per_accelerator_second = 1e12;

} // namespace

double cost(const Prospect& p, Routing::By by)
{
    return by == Routing::By::least_energy ? p.energy.si() : (p.backlog + p.length).si();
}

std::unique_ptr<JobStream> work_of(JobStream& other)
{
    return std::make_unique<WorkOfOther>(other);
}

/// Of what waits and what runs, by what schedulers believe, over the accelerators that services do not hold. Jobs that
/// outrun their estimate make up for others.
Seconds Jobs::backlog(Time now) const
{
    const Int128 running = promised_ - Int128{promised_milli_} * now.ns;
    const double work = static_cast<double>(std::max<Int128>(0, waiting_.milli_ns() + running));
    const auto of_services = static_cast<double>(held_milli_.level() - promised_milli_);
    const double accelerators = (static_cast<double>(cluster_.milli_accelerators()) - of_services) / 1000;
    return Seconds{work / milli_ns_per_accelerator_second / std::max(1.0, accelerators)};
}

std::optional<Prospect> Jobs::prospect(Time now, const JobSpec& spec)
{
    if (!cluster_.fits_ever(spec.request)) return std::nullopt;
    JobSpec job = spec;
    if (job.request.milli_accelerators == 0) load_cores(job);
    if (job.request.exclusive) hold_whole_nodes(job);
    if (job.work) {
        if (!pacing_) return std::nullopt;
        const Work& work = work_of(job.workload, *job.work);
        if (pacing_->refusal(work)) return std::nullopt;
        job.segments = pacing_->segments(job.workload, *job.work, work, pacing_->nominal(job));
    }
    const HostPower& law = setup_.host_power;
    const double part_of_node =
        static_cast<double>(job.request.milli_accelerators) / cluster_.milli_accelerators_per_node();
    const double nodes = std::max(1.0, std::ceil(part_of_node));
    Prospect p{.backlog = backlog(now)};
    for (const Segment& s : job.segments) {
        const Seconds time = seconds(s.amount);
        const Power load = nodes * (law.at(s.load.utilisation * part_of_node / nodes) - law.at(0)) + s.load.above_idle;
        p.length += time;
        p.energy += (part_of_node * law.at(0) + load) * time;
    }
    return p;
}

} // namespace dcsim
