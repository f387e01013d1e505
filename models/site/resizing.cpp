#include "models/site/jobs.h"
#include <algorithm>

/// Jobs whose size the scheduler chooses, at their start or while they run.
namespace dcsim {

/// Those of the allowed sizes that the cluster could hold and on which the hardware does the work.
std::vector<std::uint32_t> Jobs::possible_sizes(const JobSpec& spec, const ResourceRequest& asked)
{
    if (spec.work && !pacing_) return {};
    std::vector<std::uint32_t> sizes =
        allowed_sizes(*elasticity(spec.workload), asked.milli_accelerators, cluster_.milli_accelerators());
    std::erase_if(sizes, [&](std::uint32_t milli) {
        const ResourceRequest request = resized(asked, milli);
        if (!cluster_.fits_ever(request)) return true;
        if (!spec.work) return false;
        const WorkAmount amount = amount_on(spec, pacing_->nominal(request));
        return pacing_->refusal(work_of(spec.workload, amount)).has_value();
    });
    return sizes;
}

std::span<const std::uint32_t> Jobs::sizes(JobId id)
{
    const Job& job = jobs_[id.value];
    if (!job.asked) return {};
    const auto possible = sizes(job.spec, *job.asked);
    require(!possible.empty(), "a job that was admitted has a size");
    return possible;
}

std::span<const std::uint32_t> Jobs::sizes(const JobSpec& spec, const ResourceRequest& asked)
{
    const auto [at, fresh] = sizes_.try_emplace({spec.workload, asked});
    if (fresh) at->second = possible_sizes(spec, asked);
    return at->second;
}

/// A job that the cluster cannot hold as it asks takes the largest size that it could, where the scheduler may choose.
bool Jobs::shrink(JobSpec& spec)
{
    if (!elasticity(spec.workload)) return false;
    const ResourceRequest asked = spec.request;
    const auto possible = sizes(spec, asked);
    if (possible.empty()) return false;
    if (!spec.work) {
        take_size(spec, asked, possible.back());
        return true;
    }
    spec.request = resized(asked, possible.back());
    spec.work = amount_on(spec, pacing_->nominal(spec.request));
    return true;
}

/// Of the whole job, on as few nodes as possible; of jobs of given duration in units of their time on one accelerator.
Seconds Jobs::whole_time(const JobSpec& spec, const ResourceRequest& asked, std::uint32_t milli)
{
    if (!spec.work) return Seconds{amdahl_time(elasticity(spec.workload)->serial_fraction, milli / 1000.0)};
    Span sum;
    for (const Segment& s : whole(spec, pacing_->nominal(resized(asked, milli)))) sum = sum + s.amount;
    return seconds(sum);
}

SizedWish Jobs::sized(JobId id, std::uint32_t milli)
{
    const Job& job = jobs_[id.value];
    require(job.asked.has_value(), "a size is chosen only for jobs that leave the choice");
    const std::uint32_t from = job.spec.request.milli_accelerators;
    if (milli == from) return {job.spec.request};
    const ResourceRequest& asked = *job.asked;
    return {resized(asked, milli), whole_time(job.spec, asked, milli) / whole_time(job.spec, asked, from)};
}

double Jobs::relative_time(JobId id, std::uint32_t milli)
{
    const Job& job = jobs_[id.value];
    require(job.asked.has_value(), "only jobs that leave the choice have sizes");
    return whole_time(job.spec, *job.asked, milli) / whole_time(job.spec, *job.asked, job.asked->milli_accelerators);
}

/// On the first nodes of the cluster, which nobody else uses. Unused nodes sleep where they can, and are idle
/// elsewhere.
Energy Jobs::added_energy(JobId id, std::uint32_t milli)
{
    const Job& job = jobs_[id.value];
    const std::uint32_t from = job.spec.request.milli_accelerators;
    const bool same = milli == from;
    const ResourceRequest request = same ? job.spec.request : resized(*job.asked, milli);
    const Gang gang = cluster_.first_nodes(request);
    const Power unused = setup_.sleep ? setup_.host_power.at(0) - setup_.sleep->asleep : Power{};
    const double time =
        same || job.spec.work ? 1 : whole_time(job.spec, *job.asked, milli) / whole_time(job.spec, *job.asked, from);
    Energy sum;
    for (const Segment& s : job.spec.work ? whole(job.spec, pacing_->nominal(request)) : job.spec.segments)
        sum += (above_idle(s.load, gang) + gang.nodes() * unused) * (time * seconds(s.amount));
    return sum;
}

/// What is left of the job, and how long it is believed to take, as of so many accelerators. Work is paced anew when it
/// starts.
void Jobs::take_size(JobSpec& spec, const ResourceRequest& asked, std::uint32_t milli)
{
    if (spec.request.milli_accelerators == milli) return;
    const double factor = whole_time(spec, asked, milli) / whole_time(spec, asked, spec.request.milli_accelerators);
    const auto scaled = [&](Span span) {
        return std::max(Span{1}, nearest_span(std::min(longest_job, factor * seconds(span))));
    };
    if (!spec.work)
        for (Segment& segment : spec.segments) segment.amount = scaled(segment.amount);
    if (spec.estimate) spec.estimate = scaled(*spec.estimate);
    spec.request = resized(asked, milli);
}

/// The request that the gang was placed for.
ResourceRequest Jobs::request_of(const Job& job, const Gang& gang) const
{
    if (!job.asked) return job.spec.used();
    return resized(*job.asked, static_cast<std::uint32_t>(gang.milli_accelerators()));
}

/// Jobs of another size do another work of their stream, as much of it.
WorkAmount Jobs::amount_on(const JobSpec& spec, const Allocation& on) const
{
    WorkAmount amount = *spec.work;
    if (elasticity(spec.workload)) amount.work = on.accelerators;
    return amount;
}

/// Those that are resized in this pass: what one of them leaves, another may take.
void Jobs::leave_places(Time now)
{
    for (const Decision& decision : decisions_)
        if (const auto* resizes = std::get_if<Resize>(&decision)) {
            Job& job = jobs_[resizes->job.value];
            require(runs(job) && job.asked, "a scheduler resizes a job that does not run, or is not elastic");
            plan_.suspended(resizes->job);
            given_up_.push_back(take_off(now, job, resizes->job, progress(now, resizes->job)));
        }
}

void Jobs::resize(Time now, const Resize& decision)
{
    Job& job = jobs_[decision.job.value];
    ++job.resizes;
    ++accounts_[job.spec.workload.value].resizes;
    run(now, decision.job, decision.at, elasticity(job.spec.workload)->resize);
}

} // namespace dcsim
