#include "models/scheduling/plan.h"
#include <algorithm>
#include <utility>

/// Jobs that run, as a policy sees them: how they end, and how they give way to others.
namespace dcsim {

std::span<const RunningView> Plan::running() const
{
    if (!running_) {
        running_ = std::make_unique<InOrder<RunningView, EndsBefore>>();
        for (const Step& step : steps_.all())
            if (!step.takes && runs(step.job)) running_->add(running_view(step.job));
    }
    forget_gone();
    return running_->all();
}

/// Takes those off the list that no longer run.
void Plan::forget_gone() const
{
    for (const auto& [job, expected, since] : gone_) {
        const std::span<const RunningView> all = running_->all();
        auto found = std::ranges::lower_bound(all, expected, {}, &RunningView::estimated_end);
        while (found != all.end() && (found->id != job || found->since != since)) ++found;
        require(found != all.end(), "a job ends that is not among those that run");
        running_->erase(static_cast<std::size_t>(found - all.begin()));
    }
    gone_.clear();
}

RunningView Plan::running_view(JobId job) const
{
    RunningView view = wishes_.as_running(job);
    view.estimated_end = end_[job.value];
    view.since = since_[job.value];
    view.milli_accelerators = static_cast<std::uint32_t>(gang_[job.value].milli_accelerators());
    return view;
}

void Plan::run(JobId job, Time since)
{
    since_[job.value] = since;
    if (running_) running_->add(running_view(job));
}

bool Plan::outrun() const
{
    for (const Step& step : steps_.all()) {
        if (step.at > now_) break;
        if (!step.takes && runs(step.job)) return true;
    }
    return false;
}

void Plan::suspended(JobId job)
{
    const auto is_it = [&](const Vacated& vacated) { return vacated.job == job; };
    if (std::ranges::none_of(vacated_, is_it)) vacate(job);
    std::erase_if(vacated_, is_it);
    suspended_ = true;
}

void Plan::vacate(JobId job)
{
    require(runs(job), "only a running job gives way");
    const RunningView view = wishes_.as_running(job);
    require(view.interruptible || view.elastic, "only a job that allows it gives way");
    vacated_.push_back({job, since_[job.value], end_[job.value], gang_[job.value]});
    pool_.release(gang_[job.value]);
    pool_differs();
    ended(now_, job);
}

bool Plan::restore(JobId job)
{
    const auto found = std::ranges::find_if(vacated_, [&](const Vacated& v) { return v.job == job; });
    require(found != vacated_.end(), "a job is restored that was not vacated");
    if (!pool_.can_take(found->gang)) return false;
    pool_.take(found->gang);
    pool_differs();
    remember(job, found->gang, found->estimated_end);
    const Gone listed{job, found->estimated_end, found->since};
    if (const auto again = std::ranges::find(gone_, listed); again != gone_.end()) {
        since_[job.value] = found->since;
        gone_.erase(again);
    } else {
        run(job, found->since);
    }
    vacated_.erase(found);
    return true;
}

void Plan::ended(Time now, JobId job)
{
    if (ahead_ == Ahead::none) return;
    const Time expected = end_[job.value];
    if (expected > now) give_up(gang_[job.value], expected);
    freed_early_ = freed_early_ || expected > now;
    require(runs(job), "a job ends that did not run");
    remove({expected, job, false, 0});
    const Time since = std::exchange(since_[job.value], Time::never());
    if (!running_) return;
    constexpr std::size_t many = 64;
    gone_.push_back({job, expected, since});
    if (gone_.size() > many) forget_gone();
}

} // namespace dcsim
