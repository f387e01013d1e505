#include "models/execution/execution.h"
#include "sim/base/prefetch.h"
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

namespace dcsim {

namespace {

/// Every field, each by itself: to copy a share as a whole right after its parts were stored has to wait for them.
void set(LoadShare& share, const Load& load)
{
    require(load.utilisation >= 0 && load.utilisation <= 1, "a utilisation is a fraction of the accelerators held");
    share.utilisation = load.utilisation;
    share.above_idle = nanowatts(load.above_idle);
    share.energy_e18 = 0;
}

LoadShare share_of(const Load& load)
{
    LoadShare share;
    set(share, load);
    return share;
}

/// None is negative.
template <class Shares> double sum_of(const Shares& shares)
{
    return std::accumulate(shares.begin(), shares.end(), 0.0);
}

bool is_known(const Load& load)
{
    if (!load.shared) return false;
    return std::ranges::max(load.charges().cause) > 0 || std::ranges::max(load.charges().device) > 0;
}

/// Shares are kept short; in relation to their sum they lose nothing.
template <class Parts, class Shares> void split(Energy energy, const Shares& shares, Parts& parts)
{
    const double sum = sum_of(shares);
    if (sum == 0) return;
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = energy * (double{shares[i]} / sum);
}

EnergyLedgers split(Energy energy, const Load& load)
{
    EnergyLedgers parts;
    const Charges& to = load.charges();
    split(energy, to.cause, parts.cause);
    split(energy, to.device, parts.device);
    parts.working_seconds = double{to.working} * energy.si();
    parts.arithmetic_seconds = double{to.arithmetic} * energy.si();
    return parts;
}

} // namespace

void Execution::Run::state(Archive& archive)
{
    archive("gang", gang);
    archive_small(archive, "segments", segments);
    archive("current", current)("restoring", restoring)("started", started)("saving", saving);
    archive("entered", entered)("share", share)("booked", booked_e18)("split", split)("ledgers", ledgers);
}

Execution::Execution(ItPower& site, const HostPower& law, std::uint32_t nodes,
                     std::uint32_t milli_accelerators_per_node, Power switches)
    : site_{site}, loads_{site, law, nodes, milli_accelerators_per_node, switches}
{
}

void Execution::record(Recorder& recorder, const std::string& pool)
{
    pool_power_ = recorder.channel<Power>(
        {"it_power_" + pool, "W", "power of the nodes and switches of pool " + pool, "it", Bins::mean});
    pool_power_.hold(Time{}, power(loads_.power()));
}

/// Power has changed.
void Execution::tell(Time now)
{
    pool_power_.hold(now, power(loads_.power()));
    site_.tell(now);
}

const RateGroup& Execution::group(const Segment& segment) const
{
    return segment.rate == Segment::Rate::with_clock ? clocked_ : fixed_;
}

RateGroup& Execution::group(const Segment& segment)
{
    return segment.rate == Segment::Rate::with_clock ? clocked_ : fixed_;
}

void Execution::start(Time now, JobId job, Gang&& gang, JobSpec& spec)
{
    require(!spec.segments.empty(), "a job has at least one segment");
    const Slot slot = free_slot(job);
    Run& run = runs_[slot];
    run.gang = std::move(gang);
    run.segments = std::move(spec.segments);
    run.current = 0;
    run.restoring = spec.restoring;
    run.started = now;
    run.saving = {};
    run.entered.clear();
    set(run.share, run.segments.front().load);
    run.booked_e18 = 0;
    if (std::exchange(run.split, false)) run.ledgers = {};
    loads_.join(now, run.gang, run.share);
    if (spec.walltime) walltimes_.insert(now, slot, *spec.walltime);
    enter(now, slot);
    tell(now);
}

Execution::Slot Execution::free_slot(JobId job)
{
    if (unused_.empty()) {
        unused_.push_back(static_cast<Slot>(runs_.size()));
        runs_.add();
        jobs_.emplace_back();
    }
    const Slot slot = unused_.back();
    unused_.pop_back();
    if (slots_.size() <= job.value) slots_.resize(job.value + 1);
    slots_[job.value] = slot;
    jobs_[slot] = job;
    return slot;
}

void Execution::enter(Time now, Slot slot)
{
    const Run& run = runs_[slot];
    const Segment& segment = run.segments[run.current];
    group(segment).insert(now, slot, segment.amount);
    if (entered_) entered_->push_back(jobs_[slot]);
}

/// At which the job runs, or ran when its last segment ended.
const Load& Execution::load(JobId job) const
{
    const Slot slot = slots_[job.value];
    if (const Slowed* how = slowed(slot)) return how->load;
    const Run& run = runs_[slot];
    return run.segments[std::min<std::size_t>(run.current, run.segments.size() - 1)].load;
}

/// Of the amount of the segment that the job is in.
Span Execution::left(Time now, JobId job) const
{
    const Segment& current = segment(job);
    const Slot slot = slots_[job.value];
    const Span at_pace = group(current).left(now, slot);
    const Slowed* how = slowed(slot);
    return how ? std::min(current.amount, span_at_least(how->speed * seconds(at_pace))) : at_pace;
}

void Execution::no_longer_slowed(Slot slot)
{
    if (slot < slowed_.size()) slowed_[slot].reset();
}

void Execution::slow(Time now, JobId job, double speed, const Load& to)
{
    require(speed > 0 && speed <= 1, "a job is slowed to a part of its pace, and never stopped");
    const Slot slot = slots_[job.value];
    Run& run = runs_[slot];
    const Span amount = left(now, job);
    RateGroup& group = this->group(segment(job));
    group.remove(now, slot);
    group.insert(now, slot, speed < 1 ? span_at_least(seconds(amount) / speed) : amount);
    reload(now, run, load(job), to);
    no_longer_slowed(slot);
    if (speed == 1 && to == segment(job).load) return;
    if (slot >= slowed_.size()) slowed_.resize(runs_.size());
    slowed_[slot] = Slowed{speed, to};
}

/// Splits what the load has taken up to `energy_e18`.
void Execution::book(Run& run, const Load& load, Int128 energy_e18)
{
    if (is_known(load)) {
        run.ledgers += dcsim::split(energy_of_e18(energy_e18 - run.booked_e18), load);
        run.split = true;
    }
    run.booked_e18 = energy_e18;
}

/// Returns the energy of the run so far.
Int128 Execution::reload(Time now, Run& run, const Load& from, const Load& to)
{
    if (from == to) return loads_.charged_e18(now, run.gang, run.share);
    book(run, from, loads_.reload(now, run.gang, run.share, share_of(to)));
    tell(now);
    return run.booked_e18;
}

void Execution::reload(Time now, JobId job, const Load& load)
{
    Run& run = this->run(job);
    Load& current = run.segments[run.current].load;
    reload(now, run, current, load);
    current = load;
}

JobId Execution::pop_completed(Time now, RateGroup& group)
{
    while (group.has_finished(now)) {
        const Slot slot = group.pop(now);
        const JobId job = jobs_[slot];
        Run& run = runs_[slot];
        if (run.segments[run.current].part == Segment::Part::save)
            run.saving = run.saving + time_since(counted_from_, {entry(run, run.current, {now, 0}).at, now});
        if (run.current + 1 == run.segments.size()) {
            ++run.current;
            return job;
        }
        const Load& before = load(job);
        ++run.current;
        run.entered.push_back({now, reload(now, run, before, run.segments[run.current].load)});
        no_longer_slowed(slot);
        enter(now, slot);
    }
    return JobId::none();
}

/// A segment of no length may be entered in one group from the other.
JobId Execution::pop_completed(Time now)
{
    while (next_segment_end() <= now) {
        if (const JobId job = pop_completed(now, fixed_); job != JobId::none()) return job;
        if (const JobId job = pop_completed(now, clocked_); job != JobId::none()) return job;
    }
    return JobId::none();
}

JobId Execution::prefetch_next()
{
    const RateGroup& group = clocked_.next_end() <= fixed_.next_end() ? clocked_ : fixed_;
    if (group.empty() || group.first() == prefetched_) return JobId::none();
    prefetched_ = group.first();
    prefetch<offsetof(Run, ledgers)>(&runs_[prefetched_]);
    return jobs_[prefetched_];
}

JobId Execution::pop_overdue(Time now)
{
    return walltimes_.has_finished(now) ? jobs_[walltimes_.pop(now)] : JobId::none();
}

Execution::Ended Execution::end(Time now, JobId job)
{
    const Slot slot = slots_[job.value];
    Run& run = runs_[slot];
    loads_.leave(now, run.gang, run.share);
    book(run, load(job), run.share.energy_e18);
    Lost cut;
    if (run.current < run.segments.size()) {
        const Segment& present = run.segments[run.current];
        group(present).remove(now, slot);
        const Entry last{now, run.share.energy_e18};
        if (present.part == Segment::Part::save) cut = lost(slot, entry(run, run.current, last), last);
    }
    no_longer_slowed(slot);
    if (walltimes_.contains(slot)) walltimes_.remove(now, slot);
    unused_.push_back(slot);
    tell(now);
    const Span restoring = entry(run, run.restoring, {now, 0}).at - run.started;
    if (!uncounted_e18_.empty()) uncounted_e18_.erase(slot);
    return {&run.gang, run.share.energy_e18, run.split ? &run.ledgers : nullptr, restoring, run.saving, cut};
}

void Execution::now_counts(Time now, JobId job)
{
    uncounted_e18_[slots_[job.value]] = energy_e18(now, job);
}

/// What came before count_from() is left out: that energy is known of all that ran then.
Execution::Lost Execution::lost(Slot slot, const Entry& from, const Entry& now) const
{
    const Span counted = time_since(counted_from_, {from.at, now.at});
    Int128 energy = counted > Span{} ? now.energy_e18 - from.energy_e18 : 0;
    if (counted > Span{} && from.at < counted_from_)
        energy = now.energy_e18 - std::max(from.energy_e18, uncounted_e18_.at(slot));
    return {now.at - from.at, counted, energy};
}

/// Whether the run is in a save.
bool Execution::saves(const Run& run)
{
    return run.current < run.segments.size() && run.segments[run.current].part == Segment::Part::save;
}

Span Execution::saving(Time now, JobId job) const
{
    const Run& run = this->run(job);
    if (!saves(run)) return run.saving;
    return run.saving + time_since(counted_from_, {entry(run, run.current, {now, 0}).at, now});
}

Span Execution::restoring(Time now, JobId job) const
{
    const Run& run = this->run(job);
    return (run.current < run.restoring ? now : entry(run, run.restoring, {now, 0}).at) - run.started;
}

void Execution::unused_draws(Time now, std::uint32_t node, std::optional<Power> power)
{
    loads_.unused_draws(now, node, power ? nanowatts(*power) : loads_.idle());
    tell(now);
}

void Execution::limit(Time now, double clock)
{
    clocked_.speed(now, clock);
}

Span Execution::progress(Time now, JobId job) const
{
    const Run& run = this->run(job);
    Span done;
    for (std::uint32_t i = run.restoring; i < run.current; ++i) done = done + run.segments[i].amount;
    if (run.current < run.restoring || run.current == run.segments.size() || saves(run)) return done;
    return done + segment(job).amount - left(now, job);
}

Span Execution::saved(JobId job) const
{
    const Run& run = this->run(job);
    Span done, saved;
    for (std::uint32_t i = run.restoring; i < run.current; ++i) {
        done = done + run.segments[i].amount;
        if (run.segments[i].part == Segment::Part::save) saved = done;
    }
    return saved;
}

/// When the run entered a segment, up to the one behind the present, which it enters now.
Execution::Entry Execution::entry(const Run& run, std::size_t segment, const Entry& now) const
{
    if (segment == 0) return {run.started, 0};
    return segment <= run.entered.size() ? run.entered[segment - 1] : now;
}

Execution::Interrupted Execution::interrupt(Time now, JobId job, Span kept)
{
    const Slot slot = slots_[job.value];
    Run& run = runs_[slot];
    const Span made = progress(now, job);
    require(run.current < run.segments.size(), "a job is interrupted before its end");
    require(kept >= Span{} && kept <= made, "an interrupted job keeps at most the progress that it has made");
    const Entry present{now, energy_e18(now, job)};
    std::size_t at = run.restoring;
    Span before, inside = kept;
    for (; at < run.current && inside >= run.segments[at].amount; ++at) {
        inside = inside - run.segments[at].amount;
        before = before + run.segments[at].amount;
    }
    Interrupted result{};
    if (kept < made || saves(run)) {
        const Span done = at < run.current ? run.segments[at].amount : made - before;
        const double share = done > Span{} ? seconds(inside) / seconds(done) : 0;
        const Entry first = entry(run, at, present), last = entry(run, at + 1, present);
        const auto energy = static_cast<double>(last.energy_e18 - first.energy_e18);
        result.lost = lost(slot,
                           {first.at + nearest_span(share * seconds(last.at - first.at)),
                            first.energy_e18 + static_cast<Int128>(share * energy)},
                           present);
    }
    if (walltimes_.contains(slot)) result.walltime_left = walltimes_.left(now, slot);
    result.ended = end(now, job);
    result.left = std::span{run.segments.begin() + at, run.segments.end()};
    result.left.front().amount = result.left.front().amount - inside;
    return result;
}

Int128 Execution::energy_e18(Time now, JobId job) const
{
    const Run& run = this->run(job);
    return loads_.charged_e18(now, run.gang, run.share);
}

EnergyLedgers Execution::ledgers(Time now, JobId job) const
{
    const Run& run = this->run(job);
    EnergyLedgers sum = run.ledgers;
    sum += split(energy_of_e18(energy_e18(now, job) - run.booked_e18), load(job));
    return sum;
}

void Execution::state(Archive& archive)
{
    archive("loads", loads_)("fixed", fixed_)("clocked", clocked_)("walltimes", walltimes_)("runs", runs_);
    archive("slots", slots_)("unused", unused_)("jobs", jobs_)("uncounted", uncounted_e18_);
    archive("slowed", slowed_);
}

} // namespace dcsim
