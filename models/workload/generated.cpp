#include "models/workload/generated.h"
#include <cmath>

namespace dcsim {

namespace {

class Generated final : public JobStream {
public:
    Generated(const GeneratedParams& params, const WorkloadContext& workload)
        : component_{"workload." + workload.name},
          id_{workload.id},
          run_{workload.run},
          traits_{workload.traits},
          cores_per_accelerator_{params.cores_per_accelerator},
          memory_per_accelerator_{params.memory_per_accelerator},
          arrivals_{params.arrivals(arrival_context(workload))},
          sizes_{params.sizes()},
          durations_{params.durations()},
          endings_{params.endings},
          next_{arrivals_->next()}
    {
    }

    std::optional<Time> next_submit() const override { return next_; }

    JobSpec take() override
    {
        require(next_.has_value(), "the workload has no more jobs");
        JobSpec job;
        job.number = ++taken_;
        job.workload = id_;
        job.submit = *next_;
        job.request = request();
        const Span duration = draw_duration(job);
        job.segments.push_back({Segment::Rate::with_clock, duration, {traits_.utilisation}});
        job.fate = fate(job);
        job.estimate = span_at_least(traits_.estimate_factor * seconds(duration));
        job.walltime = traits_.walltime;
        job.flexibility = traits_.flexibility;
        next_ = arrivals_->next();
        return job;
    }

    void state(Archive& archive) override
    {
        archive("taken", taken_)("next", next_);
        arrivals_->state(archive);
    }

private:
    ArrivalContext arrival_context(const WorkloadContext& workload) const
    {
        const std::int64_t offset_ns = run_.offset_minutes * std::int64_t{60'000'000'000};
        const auto rate_factors = [run = run_, component = component_](std::uint64_t piece) {
            return run.stream(component, "rate", piece);
        };
        return {run_.stream(component_, "arrivals"), rate_factors, run_.start_unix_ns + offset_ns,
                workload.arrivals_until};
    }

    ResourceRequest request() const
    {
        Random random = run_.stream(component_, "size", taken_);
        ResourceRequest r;
        r.milli_accelerators = sizes_->milli_accelerators(random);
        const double accelerators = r.milli_accelerators / 1000.0;
        r.cores = static_cast<std::uint32_t>(std::lround(accelerators * cores_per_accelerator_));
        r.memory_bytes = static_cast<std::uint64_t>(accelerators * memory_per_accelerator_.si());
        return r;
    }

    Span draw_duration(const JobSpec& job) const
    {
        Random random = run_.stream(component_, "duration", taken_);
        const Seconds rest = seconds(std::max(Span{1}, run_.end - job.submit));
        const Seconds longest = 100 * 365 * day; // a tail may exceed what an instant can hold
        const Seconds drawn = durations_->draw(random, {job.request.milli_accelerators / 1000.0, rest});
        return std::max(Span{1}, span_at_least(std::min(drawn, longest)));
    }

    Fate fate(const JobSpec& job) const
    {
        if (!endings_) return {};
        Random random = run_.stream(component_, "ending", taken_);
        const double accelerators = job.request.milli_accelerators / 1000.0;
        return endings_->draw(random, accelerators * seconds(job.nominal_duration()).si());
    }

    std::string component_;
    WorkloadId id_;
    RunContext run_;
    JobTraits traits_;
    double cores_per_accelerator_;
    Bytes memory_per_accelerator_;
    std::unique_ptr<Arrivals> arrivals_;
    std::unique_ptr<Sizes> sizes_;
    std::unique_ptr<Durations> durations_;
    std::shared_ptr<const Endings> endings_;
    std::optional<Time> next_;
    std::uint64_t taken_{0};
};

} // namespace

std::unique_ptr<JobStream> make_generated(const GeneratedParams& params, const WorkloadContext& workload)
{
    return std::make_unique<Generated>(params, workload);
}

} // namespace dcsim
