#include "models/scheduling/plan.h"
#include <algorithm>
#include <tuple>
#include <utility>

namespace dcsim {

namespace {

constexpr Span tick{1};

} // namespace

Plan::Plan(ResourcePool& pool, const Wishes& wishes, const Forecast<Intensity>& carbon, Ahead ahead)
    : pool_{pool}, wishes_{wishes}, carbon_{carbon}, ahead_{ahead}
{
    if (ahead_ == Ahead::none) return;
    scratch_ = pool.clone();
    need_.resize(pool.nodes());
}

void Plan::begin(Time now, std::span<const JobView> queue)
{
    now_ = now;
    queue_ = queue;
    const bool overrun = !running_.empty() && running_.front().estimated_end <= now;
    const bool missed = std::ranges::any_of(held_, [&](const Reservation& r) { return r.at < now; });
    if (overrun || missed) drop_all();
}

void Plan::start(Placement placement)
{
    placed_[placement.token].started = true;
}

void Plan::finish()
{
    for (const Placed& placed : placed_)
        if (!placed.started) {
            pool_.release(placed.gang);
            if (ahead_ == Ahead::kept) ended(end_[placed.job.value], placed.job);
        }
    placed_.clear();
    proposed_.clear();
    freed_early_ = false;
}

void Plan::ended(Time now, JobId job)
{
    if (ahead_ == Ahead::none) return;
    const Time expected = end_[job.value];
    freed_early_ = freed_early_ || expected > now;
    remove({expected, job, false});
    auto found = std::ranges::lower_bound(running_, expected, {}, &RunningView::estimated_end);
    while (found != running_.end() && found->id != job) ++found;
    require(found != running_.end(), "a job ends that did not run");
    running_.erase(found);
}

Time Plan::due(const Step& step) const
{
    return std::max(step.at, step.takes ? now_ : now_ + tick);
}

void Plan::add(const Step& step)
{
    const auto later = [](const Step& a, const Step& b) { return std::tie(a.at, a.takes) < std::tie(b.at, b.takes); };
    steps_.insert(std::upper_bound(steps_.begin(), steps_.end(), step, later), step);
}

void Plan::remove(const Step& step)
{
    auto found = std::ranges::lower_bound(steps_, step.at, {}, &Step::at);
    while (found != steps_.end() && (found->job != step.job || found->takes != step.takes)) ++found;
    require(found != steps_.end(), "a step of the plan is gone");
    steps_.erase(found);
}

void Plan::remember(JobId job, const Gang& gang, Time end)
{
    if (gang_.size() <= job.value) {
        gang_.resize(job.value + 1);
        end_.resize(job.value + 1);
    }
    gang_[job.value] = gang;
    end_[job.value] = end;
    add({end, job, false});
}

std::optional<Placement> Plan::try_place(JobId job)
{
    const Wish wish = wishes_.of(job);
    auto gang = pool_.place(*wish.request);
    if (!gang) return std::nullopt;
    const Time until = now_ + std::max(wish.length, tick);
    if (!held_.empty()) {
        pool_.release(*gang);
        scratch_->become(pool_);
        gang = place_through(0, until, *wish.request);
        if (!gang) return std::nullopt;
        pool_.take(*gang);
    }
    if (ahead_ == Ahead::kept) {
        remember(job, *gang, until);
        const auto place = std::ranges::upper_bound(running_, until, {}, &RunningView::estimated_end);
        running_.insert(place, {job, until});
    }
    placed_.push_back({std::move(*gang), job, false});
    return Placement{static_cast<std::uint32_t>(placed_.size() - 1)};
}

/// Applies to the scratch pool every step from `next` on that is due by `to`; returns the first that is not.
std::size_t Plan::advance(std::size_t next, Time to)
{
    for (; next < steps_.size() && due(steps_[next]) <= to; ++next)
        if (const Step& step = steps_[next]; step.takes)
            scratch_->take(gang_[step.job.value]);
        else
            scratch_->release(gang_[step.job.value]);
    return next;
}

void Plan::Need::add(const Need& change)
{
    milli_accelerators += change.milli_accelerators;
    cores += change.cores;
    memory_bytes += change.memory_bytes;
}

void Plan::Need::raise_to(const Need& other)
{
    milli_accelerators = std::max(milli_accelerators, other.milli_accelerators);
    cores = std::max(cores, other.cores);
    memory_bytes = std::max(memory_bytes, other.memory_bytes);
}

/// Of what is free on the scratch pool, the part that reservations take before `until`: on each node the most that the
/// steps from `next` on take more than they give back. The rest is free throughout.
Gang Plan::promised(std::size_t next, Time until)
{
    for (std::size_t i = next; i < steps_.size() && due(steps_[i]) < until; ++i)
        for (const NodeRun& run : gang_[steps_[i].job.value].runs) {
            const std::int64_t sign = steps_[i].takes ? 1 : -1;
            const Need change{sign * run.milli_accelerators, sign * run.cores,
                              sign * static_cast<std::int64_t>(run.memory_bytes)};
            for (std::uint32_t node = run.first; node < run.first + run.count; ++node) {
                NodeNeed& need = need_[node];
                if (!std::exchange(need.touched, true)) touched_.push_back(node);
                need.now.add(change);
                need.most.raise_to(need.now);
            }
        }
    Gang gang;
    for (const std::uint32_t node : touched_) {
        const auto [now, most, touched] = std::exchange(need_[node], {});
        if (most != Need{})
            gang.runs.push_back({node, 1, static_cast<std::uint32_t>(most.milli_accelerators),
                                 static_cast<std::uint32_t>(most.cores),
                                 static_cast<std::uint64_t>(most.memory_bytes)});
    }
    touched_.clear();
    return gang;
}

/// Places on the scratch pool, which stands before the step `next`, what stays free until `until`; leaves the pool as
/// it was.
std::optional<Gang> Plan::place_through(std::size_t next, Time until, const ResourceRequest& request)
{
    const Gang kept = promised(next, until);
    scratch_->take(kept);
    auto gang = scratch_->place(request);
    if (gang) scratch_->release(*gang);
    scratch_->release(kept);
    return gang;
}

Reservation Plan::earliest(JobId job)
{
    require(ahead_ == Ahead::kept, "a scheduler that does not look ahead asks for a reservation");
    const Wish wish = wishes_.of(job);
    scratch_->become(pool_);
    Time at = now_;
    for (std::size_t next = 0;;) {
        next = advance(next, at);
        if (auto now = scratch_->place(*wish.request)) {
            scratch_->release(*now);
            if (auto gang = place_through(next, at + std::max(wish.length, tick), *wish.request)) {
                proposed_.push_back(std::move(*gang));
                return {job, at, static_cast<std::uint32_t>(proposed_.size() - 1)};
            }
        }
        require(next < steps_.size(), "a job that fits the cluster finds room once all others have ended");
        at = due(steps_[next]);
    }
}

void Plan::hold(const Reservation& reservation)
{
    const Span length = std::max(wishes_.of(reservation.job).length, tick);
    remember(reservation.job, proposed_[reservation.token], reservation.at + length);
    add({reservation.at, reservation.job, true});
    held_.push_back(reservation);
}

void Plan::drop(const Reservation& reservation)
{
    const auto found = std::ranges::find(held_, reservation.job, &Reservation::job);
    require(found != held_.end(), "a reservation that is not held is dropped");
    remove({found->at, found->job, true});
    remove({end_[found->job.value], found->job, false});
    held_.erase(found);
}

void Plan::drop_all()
{
    while (!held_.empty()) drop(Reservation{held_.back()});
}

std::optional<Reservation> Plan::held(JobId job) const
{
    const auto found = std::ranges::find(held_, job, &Reservation::job);
    return found == held_.end() ? std::nullopt : std::optional{*found};
}

void Plan::state(Archive& archive)
{
    archive("running", running_)("steps", steps_)("gangs", gang_)("ends", end_)("held", held_);
    archive("freed early", freed_early_);
}

} // namespace dcsim
