#pragma once
#include "models/scheduling/deferral.h"
#include "models/scheduling/policies.h"
#include "models/site/jobs.h"
#include "sim/engine/signal.h"
#include <utility>

namespace dcsim {

/// Jobs from memory, in order of submission.
class ListedJobs final : public JobStream {
public:
    explicit ListedJobs(std::vector<JobSpec> jobs) : jobs_{std::move(jobs)} {}
    std::optional<Time> next_submit() const override
    {
        return next_ < jobs_.size() ? std::optional{jobs_[next_].submit} : std::nullopt;
    }
    void take(JobSpec& job) override { job = jobs_[next_++]; }
    void state(Archive& archive) override { archive("next", next_); }

private:
    std::vector<JobSpec> jobs_;
    std::size_t next_{0};
};

class LinearHost final : public HostPower {
public:
    LinearHost(Power idle, Power full) : idle_{idle}, full_{full} {}
    Power at(double load) const override { return idle_ + (full_ - idle_) * load; }

private:
    Power idle_, full_;
};

constexpr Span whole_seconds(std::int64_t s)
{
    return {s * 1'000'000'000};
}
constexpr Time at_second(std::int64_t s)
{
    return Time{} + whole_seconds(s);
}

/// A job of the published sets: it holds whole accelerators and is killed at its estimate.
inline JobSpec gang_job(std::int64_t submit, std::uint32_t accelerators, std::int64_t run, std::int64_t estimate = 0)
{
    JobSpec job;
    job.submit = at_second(submit);
    job.request.milli_accelerators = accelerators * 1000;
    job.segments = {Segment{Segment::Rate::fixed, whole_seconds(run), 1.0}};
    job.estimate = whole_seconds(estimate > 0 ? estimate : run);
    job.walltime = job.estimate;
    return job;
}

inline ClusterParams nodes_of(std::uint32_t nodes, std::uint32_t accelerators)
{
    ClusterParams cluster;
    cluster.nodes = nodes;
    cluster.node.accelerators = accelerators;
    return cluster;
}

/// The job side of a site alone, on a list of jobs; what becomes of them is in `left`, by their place in the list.
struct JobRig {
    JobRig(const ClusterParams& cluster, std::vector<JobSpec> jobs, std::unique_ptr<Scheduler> scheduler,
           std::unique_ptr<HostPower> law = std::make_unique<LinearHost>(100 * watt, 900 * watt),
           std::unique_ptr<Deferral> deferral = no_deferral(), std::unique_ptr<Outages> outages = nullptr,
           std::vector<std::shared_ptr<const CheckpointRule>> checkpoints = {}, std::optional<SleepParams> sleep = {},
           std::vector<Elasticity> elasticity = {}, Interval counted = {Time{}, Time::never()}, Power core_power = {})
        : host{std::move(law)},
          left(jobs.size()),
          site{engine, JobsSetup{.cluster = cluster,
                                 .it = it,
                                 .host_power = *host,
                                 .scheduler = std::move(scheduler),
                                 .deferral = std::move(deferral),
                                 .carbon = carbon,
                                 .price = price,
                                 .streams = numbered(std::move(jobs)),
                                 .checkpoints = std::move(checkpoints),
                                 .elasticity = std::move(elasticity),
                                 .outages = std::move(outages),
                                 .sleep = sleep,
                                 .core_power = core_power,
                                 .counted = counted,
                                 .on_left = [this](const JobRecord& r) { left.at(r.number) = r; }}}
    {
    }

    void run(Time to = at_second(1'000'000'000)) { engine.run_until(to); }
    bool checks_hold() const
    {
        return std::ranges::all_of(site.checks(engine.now()), [](const CheckResult& c) { return c.passed(); });
    }
    std::pair<std::int64_t, std::int64_t> seconds_of(std::size_t job) const
    {
        return {left[job].start->ns / 1'000'000'000, left[job].end->ns / 1'000'000'000};
    }
    void state(Archive& archive) { archive("engine", engine)("it", it)("site", site); }

    static std::vector<std::unique_ptr<JobStream>> numbered(std::vector<JobSpec> jobs)
    {
        for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].number = i;
        std::uint32_t workloads = 1;
        for (const JobSpec& job : jobs) workloads = std::max(workloads, job.workload.value + 1);
        std::vector<std::unique_ptr<JobStream>> streams;
        streams.push_back(std::make_unique<ListedJobs>(std::move(jobs)));
        while (streams.size() < workloads) streams.push_back(std::make_unique<ListedJobs>(std::vector<JobSpec>{}));
        return streams;
    }

    Signal<Intensity> intensity{100 * gram_per_kWh};
    Signal<Price> cost{0.1 * per_kWh};
    OracleForecast<Intensity> carbon{intensity};
    OracleForecast<Price> price{cost};
    Engine engine;
    ItPower it;
    std::unique_ptr<HostPower> host;
    std::vector<JobRecord> left;
    Jobs site;
};

} // namespace dcsim
