#include "models/site/routing.h"
#include "models/site/jobs.h"
#include <algorithm>

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

} // namespace

double cost(const Prospect& p, Routing::By by)
{
    return by == Routing::By::least_energy ? p.energy.si() : (p.backlog + p.length).si();
}

std::unique_ptr<JobStream> work_of(JobStream& other)
{
    return std::make_unique<WorkOfOther>(other);
}

Amounts Jobs::amounts(const ResourceRequest& request) const
{
    return {request.milli_accelerators, cluster_.node_cores() > 0 ? request.cores : 0};
}

/// A job is one more of those that wait or run, or no longer is.
void Jobs::count_backlog(const Job& job, std::int64_t sign)
{
    const Amounts asked = amounts(job.spec.request);
    const Amounts change = sign > 0 ? asked : -asked;
    if (waits(job)) {
        if (!job.resident) backlog_->wait(change, length(job));
    } else if (job.resident)
        backlog_->serve(change);
    else
        backlog_->run(change, job.expected);
}

/// Of what waits and what runs, over what services do not hold: accelerators or cores, whichever keeps the job longer
/// from what it asks for.
Seconds Jobs::backlog(Time now, const ResourceRequest& request)
{
    require(backlog_.has_value(), "a pool that jobs choose keeps its backlog");
    const JobBacklog::Work work = backlog_->left(now);
    const auto evenly = [](Int128 amount_ns, std::int64_t amount) {
        return Seconds{static_cast<double>(amount_ns) / ns_per_second / static_cast<double>(amount)};
    };
    const Amounts& kept = backlog_->services();
    const std::int64_t least = 1000; // of one accelerator, where services hold all
    const auto milli = static_cast<std::int64_t>(cluster_.milli_accelerators()) - kept.milli_accelerators;
    const auto cores = static_cast<std::int64_t>(cluster_.node_cores()) - kept.cores;
    Seconds longest{};
    if (request.milli_accelerators > 0) longest = evenly(work.milli_accelerators, std::max(least, milli));
    if (amounts(request).cores > 0) longest = std::max(longest, evenly(work.cores, std::max<std::int64_t>(1, cores)));
    return longest;
}

std::optional<Prospect> Jobs::prospect(Time now, const JobSpec& spec)
{
    JobSpec job = spec;
    if (!cluster_.fits_ever(job.request) && (!shrink(job) || outlasts(job))) return std::nullopt;
    if (job.request.milli_accelerators == 0) load_cores(job);
    if (job.request.exclusive) hold_whole_nodes(job);
    if (job.work) {
        if (!pacing_) return std::nullopt;
        const Work& work = work_of(job.workload, *job.work);
        if (pacing_->refusal(work)) return std::nullopt;
        if (pacing_->excess(job.workload, *job.work, work, pacing_->nominal(job))) return std::nullopt;
        job.segments = pacing_->segments(job.workload, *job.work, work, pacing_->nominal(job));
    }
    const double part_of_node =
        static_cast<double>(job.request.milli_accelerators) / cluster_.milli_accelerators_per_node();
    const Power idle = part_of_node * setup_.host_power.at(0);
    const Gang gang = cluster_.first_nodes(job.request);
    Prospect p{.backlog = backlog(now, job.request)};
    for (const Segment& s : job.segments) {
        const Seconds time = seconds(s.amount);
        p.length += time;
        p.energy += (idle + above_idle(s.load, gang)) * time;
    }
    return p;
}

} // namespace dcsim
