#include "models/workload/generated.h"
#include "sim/numerics/elementary.h"
#include "sim/numerics/variates.h"
#include <cmath>
#include <map>

namespace dcsim {

namespace {

class Generated final : public JobStream {
public:
    Generated(const GeneratedParams& params, const WorkloadContext& workload)
        : id_{workload.id},
          end_of_run_{workload.run.end},
          streams_{workload.run, "workload." + workload.name},
          traits_{workload.traits},
          whole_{.rate = Segment::Rate::with_clock, .load = {.utilisation = traits_.utilisation}},
          cores_per_accelerator_{params.cores_per_accelerator},
          cores_{params.cores},
          memory_per_accelerator_{params.memory_per_accelerator},
          arrivals_{params.arrivals(arrival_context(workload.name, workload.run, workload.arrivals_until))},
          sizes_{params.sizes()},
          durations_{params.durations ? params.durations() : nullptr},
          endings_{params.endings},
          estimate_error_{traits_.estimate_error ? traits_.estimate_error() : nullptr},
          work_{workload.work},
          work_model_{work_ ? work_->model() : nullptr},
          techniques_{workload.techniques},
          next_{arrivals_->next()}
    {
    }

    std::optional<Time> next_submit() const override { return next_; }

    void take(JobSpec& job) override
    {
        require(next_.has_value(), "the workload has no more jobs");
        job.number = ++taken_;
        job.workload = id_;
        job.submit = *next_;
        job.request = request();
        if (work_) {
            job.work = amount(job.request);
            if (endings_) {
                Random random = streams_.ending.of(taken_);
                job.fate = endings_->draw_of_work(random);
            }
        } else {
            give_duration(job);
        }
        job.walltime = traits_.walltime;
        job.killed_at_estimate = traits_.kill_at_estimate;
        job.flexibility = traits_.flexibility;
        job.request.exclusive = traits_.exclusive;
        job.standing = traits_.standing;
        next_ = arrivals_->next();
    }

    const Work* work(std::uint32_t accelerators) override
    {
        const auto [at, fresh] = works_.try_emplace(accelerators);
        if (fresh) at->second = work_on(*work_model_, *work_, accelerators, techniques_);
        return &at->second;
    }

    void state(Archive& archive) override
    {
        archive("taken", taken_)("next", next_);
        arrivals_->state(archive);
    }

private:
    ResourceRequest request() const
    {
        Random random = streams_.size.of(taken_);
        ResourceRequest r;
        r.milli_accelerators = sizes_->milli_accelerators(random);
        const double accelerators = r.milli_accelerators / 1000.0;
        r.cores = cores_ + static_cast<std::uint32_t>(nearest_whole(accelerators * cores_per_accelerator_));
        if (work_) r.pool_cores = work_->pool_cores;
        r.memory_bytes = static_cast<std::uint64_t>(accelerators * memory_per_accelerator_.si());
        return r;
    }

    void give_duration(JobSpec& job) const
    {
        const Span duration = draw_duration(job);
        job.segments.push_back(whole_);
        job.segments.front().amount = duration;
        const Seconds announced = std::min(estimate_factor() * seconds(duration), longest);
        job.estimate = std::max(Span{1}, span_at_least(announced));
        job.fate = fate(job);
    }

    /// Jobs of one size do the same work, more or less of it.
    WorkAmount amount(const ResourceRequest& request) const
    {
        WorkAmount a{.work = (request.milli_accelerators + 999) / 1000, .estimate_factor = estimate_factor()};
        if (work_->cv > 0) {
            Random random = streams_.work.of(taken_);
            const double variance = portable_log(1 + work_->cv * work_->cv);
            a.scale = lognormal(random, -variance / 2, std::sqrt(variance));
        }
        return a;
    }

    double estimate_factor() const
    {
        if (!estimate_error_) return traits_.estimate_factor;
        Random random = streams_.estimate.of(taken_);
        return traits_.estimate_factor * estimate_error_->factor(random);
    }

    static constexpr Seconds longest = 100 * 365 * day; // a tail, or a factor, may exceed what an instant can hold

    Span draw_duration(const JobSpec& job) const
    {
        Random random = streams_.duration.of(taken_);
        const Seconds rest = seconds(std::max(Span{1}, end_of_run_ - job.submit));
        const Seconds drawn = durations_->draw(random, {accelerators_of(job.request.milli_accelerators), rest});
        return std::max(Span{1}, span_at_least(std::min(drawn, longest)));
    }

    Fate fate(const JobSpec& job) const
    {
        if (!endings_) return {};
        Random random = streams_.ending.of(taken_);
        const double accelerators = accelerators_of(job.request.milli_accelerators);
        return endings_->draw(random, accelerators * seconds(job.nominal_duration()).si());
    }

    /// One of each for every job: what is drawn more or less often for one job disturbs nothing else.
    struct JobStreams {
        JobStreams(const RunContext& run, const std::string& component)
            : size{run.streams(component, "size")},
              duration{run.streams(component, "duration")},
              work{run.streams(component, "work")},
              estimate{run.streams(component, "estimate")},
              ending{run.streams(component, "ending")}
        {
        }
        Streams size, duration, work, estimate, ending;
    };

    WorkloadId id_;
    Time end_of_run_;
    JobStreams streams_;
    JobTraits traits_;
    Segment whole_; ///< a job that has a duration, without its amount
    double cores_per_accelerator_;
    std::uint32_t cores_;
    Bytes memory_per_accelerator_;
    std::unique_ptr<Arrivals> arrivals_;
    std::unique_ptr<Sizes> sizes_;
    std::unique_ptr<Durations> durations_;          ///< null where jobs are given by their work
    std::shared_ptr<const Endings> endings_;        ///< null: all jobs complete
    std::unique_ptr<EstimateError> estimate_error_; ///< null: none
    const WorkParams* work_;                        ///< null where they are given by their duration
    std::unique_ptr<WorkModel> work_model_;
    std::function<void(Demand&)> techniques_;
    std::map<std::uint32_t, Work> works_; ///< by accelerators: what does not evolve
    std::optional<Time> next_;
    std::uint64_t taken_{0};
};

} // namespace

std::unique_ptr<JobStream> make_generated(const GeneratedParams& params, const WorkloadContext& workload)
{
    return std::make_unique<Generated>(params, workload);
}

} // namespace dcsim
