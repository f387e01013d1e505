#include "models/scheduling/plan.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <utility>

/// Which nodes: what the plan takes and gives on each of them, and reservations that change theirs.
namespace dcsim {

namespace {

bool holds(const NodeRun& free, const NodeRun& part)
{
    return free.milli_accelerators >= part.milli_accelerators && free.cores >= part.cores &&
           free.memory_bytes >= part.memory_bytes;
}

} // namespace

Plan::Draft& Plan::present()
{
    if (!present_.known) present_.pool->become(pool_);
    present_.known = true;
    return present_;
}

bool Plan::any_late() const
{
    const std::span<const Step> steps = steps_.all();
    return !steps.empty() && !steps.front().takes && steps.front().at <= now_;
}

/// How many steps it has behind it. Where many have outrun their estimates, all that wait are planned for behind their
/// ends.
std::size_t Plan::make_known(Draft& draft)
{
    if (&draft == &present_) return present(), 0;
    if (!draft.known) {
        if (draft.pool)
            draft.pool->become(pool_);
        else
            draft.pool = pool_.clone();
        late_ = {0, static_cast<std::int64_t>(pool_.free_milli_accelerators())};
        for (const Step& step : steps_.all()) {
            if (step.takes || step.at > now_) break;
            draft.pool->release(gang_[step.job.value]);
            late_ = {late_.next + 1, late_.free + step.milli_accelerators};
        }
        draft.known = true;
    }
    return late_.next;
}

/// Adds what a step takes, or gives back, to the net changes of its nodes.
void Plan::count(const Step& step)
{
    for (const NodeRun& run : gang_[step.job.value].runs) {
        const NodeAmounts held{run};
        const NodeAmounts taken = step.takes ? held : -held;
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node) {
            NetChange& net = net_[node];
            if (!std::exchange(net.touched, true)) touched_.push_back(node);
            net.taken.add(taken);
        }
    }
}

/// Applies to a draft every step from `next` on that is due by `to`; returns the first that is not. Each node changes
/// once, by the sum of its steps.
std::size_t Plan::advance(Draft& draft, std::size_t next, Time to, JobId except)
{
    std::int64_t pool_cores = 0;
    const std::span<const Step> steps = steps_.all();
    for (; next < steps.size() && due(steps[next]) <= to; ++next) {
        const Step& step = steps[next];
        if (step.job == except) continue;
        draft.known = false;
        count(step);
        pool_cores += (step.takes ? 1 : -1) * std::int64_t{gang_[step.job.value].pool_cores};
    }
    Gang taken, freed;
    (pool_cores > 0 ? taken : freed).pool_cores = static_cast<std::uint32_t>(std::abs(pool_cores));
    for (const std::uint32_t node : touched_) {
        const NodeAmounts net = std::exchange(net_[node], {}).taken;
        if (const NodeRun run = net.part(node); run.count > 0) taken.runs.push_back(run);
        if (const NodeRun run = (-net).part(node); run.count > 0) freed.runs.push_back(run);
    }
    touched_.clear();
    draft.pool->release(freed);
    draft.pool->take(taken);
    if (!draft.known) draft.advances.push_back({std::move(freed), std::move(taken)});
    return next;
}

/// Undoes what has been done to a draft since it was known, if that costs less than to make it anew.
void Plan::go_back(Draft& draft)
{
    if (draft.advances.empty()) return;
    std::size_t nodes = 0;
    for (const Advance& a : draft.advances) nodes += a.freed.runs.size() + a.taken.runs.size();
    constexpr std::size_t share = 8; // a node that changes costs as much as so many that are copied
    draft.known = share * nodes < pool_.nodes();
    for (auto a = draft.advances.rbegin(); draft.known && a != draft.advances.rend(); ++a) {
        draft.pool->release(a->taken);
        draft.pool->take(a->freed);
    }
    draft.advances.clear();
}

/// By node, made when first asked for, and kept from then on.
const Timelines& Plan::timelines()
{
    if (!timelines_) {
        timelines_ = std::make_unique<Timelines>(pool_.nodes());
        for (const Step& step : steps_.all()) timelines_->add(step.at, step.job, step.takes, gang_[step.job.value]);
    }
    return *timelines_;
}

void Plan::remember_on_nodes(JobId reserved)
{
    if (!timelines_) return;
    timelines_->add(reserved_[reserved.value], reserved, true, gang_[reserved.value]);
    timelines_->add(end_[reserved.value], reserved, false, gang_[reserved.value]);
}

void Plan::forget_on_nodes(JobId reserved)
{
    if (!timelines_) return;
    timelines_->remove(reserved_[reserved.value], reserved, true, gang_[reserved.value]);
    timelines_->remove(end_[reserved.value], reserved, false, gang_[reserved.value]);
}

/// The most that changes in the window take together at any instant of it, over what they give back.
NodeAmounts Plan::promised(std::span<const Timelines::Change> changes, const Window& window, JobId except) const
{
    NodeAmounts taken, most;
    for (const Timelines::Change& change : changes) {
        const Time at = due(change.at, change.takes);
        if (at >= window.until) break;
        if (at <= window.after || change.job == except) continue;
        taken.add(change.taken);
        most.raise_to(taken);
    }
    return most;
}

/// Of what is free on a draft, the part that reservations take in the window on those nodes of the gang that
/// have not been touched; touches them.
Gang Plan::promised_beside(const Gang& gang, const Window& window, JobId except)
{
    Gang promised;
    for (const NodeRun& run : gang.runs)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node) {
            if (std::exchange(net_[node].touched, true)) continue;
            touched_.push_back(node);
            const NodeRun part = this->promised(timelines().of(node), window, except).part(node);
            if (part.count > 0) promised.runs.push_back(part);
        }
    return promised;
}

/// Where one reservation is held, the number that it leaves is the same for all that last beyond its start: a pass
/// looks at the running jobs once, not for each that waits.
void Plan::look_at_promise()
{
    if (std::exchange(promised_known_, true)) return;
    const Time start = held_.front().at;
    free_beside_promised_ = static_cast<std::int64_t>(pool_.free_milli_accelerators());
    for (const Step& step : steps_.all()) {
        if (due(step) > start) break;
        free_beside_promised_ += step.milli_accelerators;
    }
}

/// Whether as many accelerators as a job asks for stay free until `until`, wherever they are, if they are free now.
bool Plan::stay_free(Time until, const Ask& ask)
{
    if (held_.size() == 1 && !is_held(ask.job)) {
        if (until <= held_.front().at) return true;
        look_at_promise();
        return free_beside_promised_ >= ask.request->milli_accelerators;
    }
    const Count now{0, static_cast<std::int64_t>(pool_.free_milli_accelerators())};
    return enough_by_count({now_, now, now}, now_ + Span{1}, ask).has_value();
}

/// Places what stays free through the window on a pool that stands before it; leaves the pool as it was. Of what is
/// free there, the pool chooses; only of what it proposes is the future looked at.
std::optional<Gang> Plan::place_through(ResourcePool& draft, const Window& window, const Ask& ask)
{
    const bool alone = this->alone(ask.job); // whoever runs only gives back
    Gang kept;
    if (!alone && ask.request->pool_cores > 0)
        kept.pool_cores = static_cast<std::uint32_t>(promised(timelines().of_pool_cores(), window, ask.job).cores);
    draft.take(kept);
    std::optional<Gang> gang = draft.place(*ask.request);
    while (gang && !alone) {
        const Gang promised = promised_beside(*gang, window, ask.job);
        if (promised.runs.empty()) break;
        draft.release(*gang);
        draft.take(promised);
        for (const NodeRun& run : promised.runs) kept.runs.push_back(run);
        gang = draft.place(*ask.request);
    }
    for (const std::uint32_t node : touched_) net_[node].touched = false;
    touched_.clear();
    if (gang) draft.release(*gang);
    draft.release(kept);
    return gang;
}

/// Whether nodes matter for a job; from the first such job on, reservations have them.
bool Plan::names_nodes(const Ask& ask)
{
    if (!named_ && (partial_ > 0 || !pool_.takes_any_whole_nodes(*ask.request))) name_nodes();
    return named_;
}

/// In the order of their starts all that is reserved finds whole nodes, for there are enough of them.
void Plan::name_nodes()
{
    named_ = true;
    if (held_.empty()) return;
    ResourcePool& scratch = *present().pool;
    for (const Step& step : steps_.all())
        if (step.takes) {
            auto gang = scratch.place(*wishes_.of(step.job).request);
            require(gang.has_value(), "a reservation in number finds its nodes");
            gang_[step.job.value] = std::move(*gang);
        } else {
            scratch.release(gang_[step.job.value]);
        }
    pool_differs();
    plan_differs();
    timelines_.reset();
    reopened_known_ = false;
    // which nodes reservations gave up before they had any is not known
    given_up_.push_back({0, pool_.nodes(), std::max(vacated_until_, vacated_before_)});
}

/// What will be free when the only reserved job starts, it apart.
void Plan::look_at_reserved()
{
    if (at_reserved_known_) return;
    const Reservation& reserved = held_.front();
    if (!at_reserved_) at_reserved_ = pool_.clone();
    advance(present(), 0, reserved.at, reserved.job);
    present_.advances.clear();
    std::swap(at_reserved_, present_.pool);
    present_.known = false;
    at_reserved_known_ = true;
}

/// The only reserved job starts at its time on nodes that it finds beside the gang; false, and nothing happens, if
/// there are none.
bool Plan::move_reserved_beside(const Gang& gang)
{
    const JobId reserved = held_.front().job;
    at_reserved_->take(gang);
    auto moved = at_reserved_->place(*wishes_.of(reserved).request);
    if (moved) at_reserved_->release(*moved);
    at_reserved_->release(gang);
    if (!moved) return false;
    forget_on_nodes(reserved);
    gang_[reserved.value] = std::move(*moved);
    remember_on_nodes(reserved);
    plan_differs();
    return true;
}

/// What no node of the gang has more of.
NodeRun Plan::largest_part(const Gang& gang)
{
    NodeRun most{};
    for (const NodeRun& run : gang.runs) {
        most.milli_accelerators = std::max(most.milli_accelerators, run.milli_accelerators);
        most.cores = std::max(most.cores, run.cores);
        most.memory_bytes = std::max(most.memory_bytes, run.memory_bytes);
    }
    return most;
}

/// A placement now that leaves the reserved job its room where it can: on nodes where that has none in any case, or
/// some beside it, and on no more of the others than it can do without. `usual` is where the job would be placed else.
std::optional<Gang> Plan::place_out_of_the_way(const Ask& ask, const Gang& usual)
{
    const Gang& reserved = gang_[held_.front().job.value];
    ResourcePool& scratch = *present().pool;
    present_.known = false;
    const std::uint32_t room = scratch.leave_room(*at_reserved_, largest_part(reserved));
    const NodeRun part = largest_part(usual);
    Gang again; // nodes that the reserved job can do without
    for (std::uint32_t node = 0, spare = room - std::min(room, reserved.nodes()); node < pool_.nodes() && spare > 0;
         ++node) {
        const NodeRun now = pool_.free(NodeId{node}), left = scratch.free(NodeId{node});
        if (!holds(now, part) || holds(left, part)) continue;
        again.runs.push_back({node, 1, now.milli_accelerators - left.milli_accelerators, now.cores - left.cores,
                              now.memory_bytes - left.memory_bytes});
        --spare;
    }
    scratch.release(again);
    return scratch.place(*ask.request);
}

/// A reservation promises a time, not the nodes that it was made on: what it leaves over at that time is what counts
/// [Mu'alem, Feitelson, IEEE TPDS 12(6), 2001]. Where only one is held, as under EASY, this places a job now on nodes
/// that the reserved one would have had, and that one elsewhere; nothing, if there is no room for both.
std::optional<Gang> Plan::place_beside_moved(const Ask& ask, Time until, const Gang& usual)
{
    if (held_.size() != 1 || until <= held_.front().at) return std::nullopt; // it would not be in the way
    look_at_reserved();
    if (move_reserved_beside(usual)) return usual;
    std::optional<Gang> gang = place_out_of_the_way(ask, usual);
    if (gang && move_reserved_beside(*gang)) return gang;
    return std::nullopt;
}

} // namespace dcsim
