#include "models/scheduling/plan.h"
#include <algorithm>
#include <bit>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace dcsim {

namespace {

constexpr Span tick{1};
/// Copied as a whole: std::nullopt stores the flag alone, and who loads all of the optional has to wait for that store.
constexpr std::optional<Placement> nowhere{};

/// As many nodes as a request for whole ones takes; their numbers mean nothing.
Gang some_nodes(const ResourceRequest& request, const ResourcePool& pool)
{
    const std::uint32_t each = pool.least_milli_accelerators_of_a_node(request);
    Gang gang;
    gang.runs.push_back({0, request.milli_accelerators / each, each, 0, 0});
    return gang;
}

} // namespace

Plan::Plan(ResourcePool& pool, Wishes& wishes, const Forecast<Intensity>& carbon, Ahead ahead)
    : pool_{pool}, wishes_{wishes}, carbon_{carbon}, ahead_{ahead}
{
    if (ahead_ == Ahead::none) return;
    present_.pool = pool.clone();
    net_.resize(pool.nodes());
}

/// An end that should have come by now is late, and so is a start that should have come before: others stand on it.
void Plan::begin(Time now, std::span<const JobView> queue)
{
    now_ = now;
    queue_ = queue;
    refused_.clear();
    if (ahead_ == Ahead::none) return;
    pool_differs();
    reopened_known_ = false;
    plan_differs();
    named_ = named_ && (partial_ > 0 || !held_.empty()); // to name anew might give away what one due now was promised
    if (steps_.empty()) return;
    const Step& first = steps_.all().front();
    if (first.at < now || (first.at == now && !first.takes)) drop_all();
}

Gang& Plan::start(Placement placement)
{
    Placed& placed = placed_[placement.token];
    placed.started = true;
    return placed.gang;
}

/// What a suspended job gives up is offered in the next pass as if it had ended early.
void Plan::finish()
{
    for (std::uint32_t i = 0; i < placed_.size(); ++i)
        if (!placed_[i].started) give_back({i});
    placed_.clear();
    if (ahead_ == Ahead::none) return;
    proposed_.clear();
    while (!vacated_.empty()) require(restore(vacated_.back().job), "a job is vacated and not suspended");
    if (freed_early_) {
        vacated_before_ = std::exchange(vacated_until_, Time{});
        given_up_before_ = std::exchange(given_up_, {});
    }
    freed_early_ = std::exchange(suspended_, false);
}

void Plan::give_back(const Placement& placement)
{
    Placed& placed = placed_[placement.token];
    require(!placed.started, "a placement is given back that has started");
    if (std::exchange(placed.given_back, true)) return;
    pool_.release(placed.gang);
    refused_.clear();
    pool_differs();
    if (ahead_ == Ahead::kept) ended(end_[placed.job.value], placed.job);
}

/// What suspended jobs no longer draw is not taken off before they are suspended.
Power Plan::predicted_power() const
{
    NanoWatts sum = wishes_.predicted_power();
    for (const Placed& placed : placed_)
        if (!placed.started && !placed.given_back) sum.value += wishes_.most_power(placed.job, placed.gang).value;
    return power(sum);
}

void Plan::give_up(const Gang& gang, Time until)
{
    reopened_known_ = false;
    for (const NodeRun& run : gang.runs) {
        if (std::has_single_bit(given_up_.size())) // now and then: others may never ask for them
            std::erase_if(given_up_, [this](const GivenUp& g) { return g.until <= now_; });
        given_up_.push_back({run.first, run.count, until});
    }
    vacated_until_ = std::max(vacated_until_, until);
}

/// What was copied of the pool no longer holds.
void Plan::pool_differs()
{
    present_.known = next_tick_.known = at_reserved_known_ = false;
}

/// What was found out about the plan no longer holds.
void Plan::plan_differs()
{
    promised_known_ = false;
    first_starts_.clear();
}

void Plan::add(const Step& step)
{
    plan_differs();
    steps_.add(step);
    if (timelines_) timelines_->add(step.at, step.job, step.takes, gang_[step.job.value]);
}

void Plan::remove(const Step& step)
{
    const std::span<const Step> steps = steps_.all();
    auto found = std::ranges::lower_bound(steps, step.at, {}, &Step::at);
    while (found != steps.end() && (found->job != step.job || found->takes != step.takes)) ++found;
    require(found != steps.end(), "a step of the plan is gone");
    if (!step.takes && !pool_.is_whole_nodes(gang_[step.job.value])) --partial_;
    steps_.erase(static_cast<std::size_t>(found - steps.begin()));
    if (timelines_) timelines_->remove(step.at, step.job, step.takes, gang_[step.job.value]);
    plan_differs();
    refused_.clear();
}

void Plan::remember(JobId job, const Gang& gang, Time end)
{
    if (gang_.size() <= job.value) {
        gang_.resize(job.value + 1);
        end_.resize(job.value + 1);
        since_.resize(job.value + 1, Time::never());
        reserved_.resize(job.value + 1, Time::never());
    }
    gang_[job.value] = gang;
    end_[job.value] = end;
    if (!pool_.is_whole_nodes(gang)) ++partial_;
    add({end, job, false, gang.milli_accelerators()});
}

Plan::Ask Plan::asked(JobId job) const
{
    const Wish wish = wishes_.of(job);
    return {job, wish.request, std::max(wish.length, tick)};
}

std::optional<Placement> Plan::try_place(JobId job)
{
    const Wish wish = wishes_.of(job);
    const Ask ask{job, wish.request, std::max(wish.length, tick)};
    const auto placed = place(ask);
    if (placed || wish.choice == SizeChoice::rigid || ahead_ == Ahead::none) return placed;
    return place_smaller(ask);
}

/// Where there is room for it now that stays free as long as it is believed to last; the gang is taken. `usual` is
/// what the pool has given it.
std::optional<Gang> Plan::room_beside_reserved(const Ask& ask, const Gang& usual)
{
    const Time until = now_ + ask.length;
    pool_.release(usual);
    refusal_ = Reason::would_delay;
    // beside more than one reservation it is quicker to look at the nodes than to count
    const bool nodes_tell = named_ && held_.size() > 1;
    if (!nodes_tell && !stay_free(until, ask)) return std::nullopt;
    std::optional<Gang> gang = usual;
    if (names_nodes(ask)) {
        gang = place_through(*present().pool, {now_ - tick, until}, ask);
        if (!gang) gang = place_beside_moved(ask, until, usual);
        if (!gang) return std::nullopt;
    }
    pool_.take(*gang);
    if (at_reserved_known_ && until > held_.front().at) at_reserved_->take(*gang);
    return gang;
}

std::optional<Placement> Plan::place(const Ask& ask)
{
    if (!refused_.empty())
        if (const auto why = known_refusal(ask)) {
            refusal_ = *why;
            return nowhere;
        }
    refusal_ = Reason::no_room;
    std::optional<Gang> gang = pool_.place(*ask.request);
    if (gang && !held_.empty()) gang = room_beside_reserved(ask, *gang);
    if (!gang) {
        remember_refusal(ask);
        return nowhere;
    }
    refusals_after_a_start();
    if (next_tick_.known) late_.free -= gang->milli_accelerators();
    for (Draft* draft : {&present_, &next_tick_})
        if (draft->known) draft->pool->take(*gang);
    if (ahead_ == Ahead::kept) {
        remember(ask.job, *gang, now_ + ask.length);
        run(ask.job, now_);
    }
    placed_.push_back({std::move(*gang), ask.job});
    return Placement{static_cast<std::uint32_t>(placed_.size() - 1)};
}

/// The first instant from `from` on, and before `before`, at which enough accelerators are free for as long as the job
/// is believed to last, wherever they are. Steps of the job itself do not count. Steps that were looked at ahead of an
/// earlier gap are not looked at again.
std::optional<Plan::Gap> Plan::enough_by_count(Gap from, Time before, const Ask& ask) const
{
    const std::int64_t needed = ask.request->milli_accelerators;
    const std::span<const Step> steps = steps_.all();
    const std::int64_t most_taken =
        reserved_milli_ - (is_held(ask.job) ? gang_[ask.job.value].milli_accelerators() : 0);
    auto [i, free] = from.here;
    bool enough = free >= needed;
    for (; i < steps.size(); ++i) {
        Time at = due(steps[i]);
        if (enough && at > from.at) {
            if (free - most_taken >= needed) break; // whatever is reserved, enough is left
            if (i < from.ahead.next) std::tie(i, free) = std::tie(from.ahead.next, from.ahead.free);
            if (i == steps.size()) break;
            at = due(steps[i]);
        }
        if (enough ? at >= from.at + ask.length : at >= before) break;
        if (steps[i].job != ask.job) free += steps[i].milli_accelerators;
        if (!enough || at == from.at) from = {at, {i + 1, free}, from.ahead};
        enough = free >= needed;
    }
    from.ahead = {i, free};
    return enough && from.at < before ? std::optional{from} : std::nullopt;
}

/// The next instant at which somebody lets go: what does not fit at `from` fits at none before that. Only those that
/// are not before `earliest` count.
std::optional<Plan::Gap> Plan::next_release(const Gap& from, JobId except, Time earliest) const
{
    const std::span<const Step> steps = steps_.all();
    auto [i, free] = from.here;
    for (; i < steps.size(); ++i) {
        if (steps[i].job == except) continue;
        const Time at = due(steps[i]);
        if (!steps[i].takes && at >= earliest) return Gap{at, {i, free}, from.ahead};
        free += steps[i].milli_accelerators;
    }
    return std::nullopt;
}

/// The search goes from release to release, over those only at which the count of free accelerators allows a start.
std::optional<Reservation> Plan::first_start(const Ask& ask, Time before, Where where)
{
    require(ahead_ == Ahead::kept, "a scheduler that does not look ahead asks for a reservation");
    const Count now{0, static_cast<std::int64_t>(pool_.free_milli_accelerators())};
    Gap from{now_, now, now};
    if (!names_nodes(ask)) {
        const auto gap = enough_by_count(from, before, ask);
        if (!gap) return std::nullopt;
        proposed_.push_back({some_nodes(*ask.request, pool_), false});
        return Reservation{ask.job, gap->at, static_cast<std::uint32_t>(proposed_.size() - 1)};
    }
    std::optional<Time> room = now_; // before which there is none for it, or in no new place
    if (where == Where::again) room = room_again(ask, now_, before);
    if (next_tick_.known && now.free < ask.request->milli_accelerators) from = {now_ + tick, late_, late_};
    Draft* draft = nullptr;
    std::size_t applied = 0;
    std::optional<Reservation> found;
    while (const auto gap = room ? enough_by_count(from, before, ask) : std::nullopt) {
        if (where == Where::again && *room < gap->at) room = room_again(ask, gap->at, before);
        if (room && *room <= gap->at) {
            Draft& here = gap->at > now_ && any_late() ? next_tick_ : present_;
            if (draft != &here) {
                if (draft) go_back(*draft);
                draft = &here;
                applied = make_known(here);
            }
            applied = advance(here, applied, gap->at, ask.job);
            if (auto gang = place_through(*here.pool, {gap->at, gap->at + ask.length}, ask)) {
                proposed_.push_back({std::move(*gang), true});
                found = Reservation{ask.job, gap->at, static_cast<std::uint32_t>(proposed_.size() - 1)};
                break;
            }
        }
        const auto next = room ? next_release(*gap, ask.job, *room) : std::nullopt;
        if (!next) break;
        from = *next;
    }
    if (draft) go_back(*draft);
    return found;
}

Reservation Plan::earliest(JobId job)
{
    const auto start = first_start(asked(job), Time::never(), Where::anywhere);
    require(start.has_value(), "a job that fits the cluster finds room once all others have ended");
    return *start;
}

void Plan::hold(const Reservation& reservation)
{
    const auto& [gang, named] = proposed_[reservation.token];
    require(named || !named_, "a reservation is held before another is asked for");
    remember(reservation.job, gang, reservation.at + asked(reservation.job).length);
    add({reservation.at, reservation.job, true, -gang.milli_accelerators()});
    reserved_[reservation.job.value] = reservation.at;
    reserved_milli_ += gang.milli_accelerators();
    held_.push_back(reservation);
    at_reserved_known_ = false;
}

void Plan::drop(const Reservation& reservation)
{
    const auto found = std::ranges::find(held_, reservation.job, &Reservation::job);
    require(found != held_.end(), "a reservation that is not held is dropped");
    remove({found->at, found->job, true, 0});
    remove({end_[found->job.value], found->job, false, 0});
    give_up(gang_[found->job.value], end_[found->job.value]);
    reserved_[found->job.value] = Time::never();
    reserved_milli_ -= gang_[found->job.value].milli_accelerators();
    held_.erase(found);
    at_reserved_known_ = false;
}

void Plan::drop_all()
{
    plan_differs();
    refused_.clear();
    for (const Reservation& reservation : held_) {
        if (!pool_.is_whole_nodes(gang_[reservation.job.value])) --partial_;
        forget_on_nodes(reservation.job);
    }
    steps_.erase_if([this](const Step& step) { return is_held(step.job); });
    for (const Reservation& reservation : held_) reserved_[reservation.job.value] = Time::never();
    reserved_milli_ = 0;
    held_.clear();
}

std::optional<Reservation> Plan::held(JobId job) const
{
    if (!is_held(job)) return std::nullopt;
    return Reservation{job, reserved_[job.value], 0};
}

void Plan::state(Archive& archive)
{
    archive("steps", steps_)("gangs", gang_)("ends", end_)("since", since_)("reserved", reserved_)("held", held_);
    archive("told", told_)("broken", broken_)("named", named_)("partial", partial_);
    archive("reserved accelerators", reserved_milli_);
    archive("freed early", freed_early_)("vacated until", vacated_until_)("vacated before", vacated_before_);
    archive("given up", given_up_)("given up before", given_up_before_);
    if (!archive.restoring()) return;
    running_.reset();
    gone_.clear();
    timelines_.reset();
}

} // namespace dcsim
