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

void Plan::scratch_is_now()
{
    if (!scratch_is_now_) scratch_->become(pool_);
    scratch_is_now_ = true;
}

/// Adds what a step takes, or gives back, to the needs of its nodes, or of those that have been touched before.
void Plan::count(const Step& step, On which)
{
    const std::int64_t sign = step.takes ? 1 : -1;
    for (const NodeRun& run : gang_[step.job.value].runs) {
        const Need change{sign * run.milli_accelerators, sign * run.cores,
                          sign * static_cast<std::int64_t>(run.memory_bytes)};
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node) {
            NodeNeed& need = need_[node];
            if (!need.touched && which == On::touched_nodes) continue;
            if (!std::exchange(need.touched, true)) touched_.push_back(node);
            need.now.add(change);
            need.most.raise_to(need.now);
        }
    }
}

void Plan::touch(const Gang& gang)
{
    for (const NodeRun& run : gang.runs)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node)
            if (!std::exchange(need_[node].touched, true)) touched_.push_back(node);
}

/// Applies to the scratch pool every step from `next` on that is due by `to`; returns the first that is not. Each node
/// changes once, by the sum of its steps.
std::size_t Plan::advance(std::size_t next, Time to, JobId except)
{
    std::int64_t pool_cores = 0;
    const std::span<const Step> steps = steps_.all();
    for (; next < steps.size() && due(steps[next]) <= to; ++next) {
        const Step& step = steps[next];
        if (step.job == except) continue;
        scratch_is_now_ = false;
        count(step, On::any_node);
        pool_cores += (step.takes ? 1 : -1) * std::int64_t{gang_[step.job.value].pool_cores};
    }
    Gang taken, freed;
    (pool_cores > 0 ? taken : freed).pool_cores = static_cast<std::uint32_t>(std::abs(pool_cores));
    for (const std::uint32_t node : touched_) {
        const Need net = std::exchange(need_[node], {}).now;
        const Need less{-net.milli_accelerators, -net.cores, -net.memory_bytes};
        if (const NodeRun run = net.part(node); run.count > 0) taken.runs.push_back(run);
        if (const NodeRun run = less.part(node); run.count > 0) freed.runs.push_back(run);
    }
    touched_.clear();
    scratch_->release(freed);
    scratch_->take(taken);
    return next;
}

/// Its positive amounts on one node; no node if there are none.
NodeRun Plan::Need::part(std::uint32_t node) const
{
    const NodeRun run{node, 1, static_cast<std::uint32_t>(std::max<std::int64_t>(0, milli_accelerators)),
                      static_cast<std::uint32_t>(std::max<std::int64_t>(0, cores)),
                      static_cast<std::uint64_t>(std::max<std::int64_t>(0, memory_bytes))};
    const bool any = run.milli_accelerators > 0 || run.cores > 0 || run.memory_bytes > 0;
    return any ? run : NodeRun{node, 0, 0, 0, 0};
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
Gang Plan::promised(std::size_t next, Time until, JobId except)
{
    if (alone(except)) return {}; // whoever runs only gives back
    std::span<const Step> steps = steps_.all().subspan(next);
    const auto behind = std::ranges::find_if(steps, [&](const Step& step) { return due(step) >= until; });
    steps = {steps.begin(), behind};
    for (const Step& step : steps)
        if (step.takes && step.job != except) touch(gang_[step.job.value]);
    for (const Step& step : steps) // on other nodes it is only given back
        if (step.job != except) count(step, On::touched_nodes);
    Gang gang;
    for (const std::uint32_t node : touched_)
        if (const NodeRun run = std::exchange(need_[node], {}).most.part(node); run.count > 0) gang.runs.push_back(run);
    touched_.clear();
    return gang;
}

/// Where one reservation is held, what it leaves is the same for all that last beyond its start: a pass looks at the
/// running jobs once, not for each that waits.
void Plan::look_at_promise()
{
    if (std::exchange(promised_known_, true)) return;
    const Time start = held_.front().at;
    free_beside_promised_ = static_cast<std::int64_t>(pool_.free_milli_accelerators());
    for (const Step& step : steps_.all()) {
        if (due(step) > start) break;
        free_beside_promised_ += step.milli_accelerators;
    }
    if (named_) promised_ = promised(0, start + Span{1}, JobId::none());
}

/// Whether as many accelerators as a job asks for stay free until `until`, wherever they are, if they are free now.
bool Plan::stay_free(Time until, const Ask& ask)
{
    if (held_.size() == 1 && !is_held(ask.job)) {
        if (until <= held_.front().at) return true;
        look_at_promise();
        return free_beside_promised_ >= ask.request->milli_accelerators;
    }
    const Gap here{now_, 0, static_cast<std::int64_t>(pool_.free_milli_accelerators())};
    return enough_by_count(here, now_ + Span{1}, ask).has_value();
}

/// The same as promised(), from now on, for a job that has no reservation.
Gang Plan::promised_now(Time until)
{
    if (held_.size() != 1) return promised(0, until, JobId::none());
    if (until <= held_.front().at) return {};
    look_at_promise();
    return promised_;
}

/// Places on the scratch pool, which stands before the step `next`, what stays free until `until`; leaves the pool as
/// it was.
std::optional<Gang> Plan::place_through(std::size_t next, Time until, const Ask& ask)
{
    const Gang kept = next == 0 && !is_held(ask.job) ? promised_now(until) : promised(next, until, ask.job);
    scratch_->take(kept);
    auto gang = scratch_->place(*ask.request);
    if (gang) scratch_->release(*gang);
    scratch_->release(kept);
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
    scratch_is_now();
    for (const Step& step : steps_.all())
        if (step.takes) {
            auto gang = scratch_->place(*wishes_.of(step.job).request);
            require(gang.has_value(), "a reservation in number finds its nodes");
            gang_[step.job.value] = std::move(*gang);
        } else {
            scratch_->release(gang_[step.job.value]);
        }
    scratch_is_now_ = at_reserved_known_ = promised_known_ = false;
    // which nodes reservations gave up before they had any is not known
    given_up_.push_back({0, pool_.nodes(), std::max(vacated_until_, vacated_before_)});
}

/// What will be free when the only reserved job starts, it apart.
void Plan::look_at_reserved()
{
    if (at_reserved_known_) return;
    const Reservation& reserved = held_.front();
    if (!at_reserved_) at_reserved_ = pool_.clone();
    scratch_is_now();
    advance(0, reserved.at, reserved.job);
    std::swap(at_reserved_, scratch_);
    scratch_is_now_ = false;
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
    gang_[reserved.value] = std::move(*moved);
    reopened_known_ = promised_known_ = false;
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
    scratch_is_now();
    scratch_is_now_ = false;
    const std::uint32_t room = scratch_->leave_room(*at_reserved_, largest_part(reserved));
    const NodeRun part = largest_part(usual);
    Gang again; // nodes that the reserved job can do without
    for (std::uint32_t node = 0, spare = room - std::min(room, reserved.nodes()); node < pool_.nodes() && spare > 0;
         ++node) {
        const NodeRun now = pool_.free(NodeId{node}), left = scratch_->free(NodeId{node});
        if (!holds(now, part) || holds(left, part)) continue;
        again.runs.push_back({node, 1, now.milli_accelerators - left.milli_accelerators, now.cores - left.cores,
                              now.memory_bytes - left.memory_bytes});
        --spare;
    }
    scratch_->release(again);
    return scratch_->place(*ask.request);
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
