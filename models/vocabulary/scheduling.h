#pragma once
#include "models/vocabulary/elasticity.h"
#include "models/vocabulary/job.h"
#include "sim/engine/signal.h"
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

namespace dcsim {

/// Why a decision was taken; feeds `dcsim why`.
enum class Reason : std::uint8_t {
    head_of_queue,   ///< started in order
    first_that_fits, ///< overtook others, no reservation protects them
    backfilled,      ///< overtook others without delaying a reservation
    reserved,        ///< started at its reservation
    no_room,         ///< waits: not enough free resources
    behind_head,     ///< waits: strict order, the head does not fit
    would_delay,     ///< waits: would delay a reservation
    deferred,        ///< waits for its chosen window
    never_fits,      ///< rejected: larger than the cluster
    cannot_run,      ///< rejected: does not fit the accelerators' memory, or asks for what they lack
    submitted,       ///< waits: no pass has looked at it yet
    preempted,       ///< waits: its accelerators were given to another job
    interrupted,     ///< waits: it lost its accelerators to a failure
    power_cap,       ///< waits: would exceed the cap of predicted power
    predecessors,    ///< waits for the ends of others of its workflow
    lost_branch,     ///< cancelled: a job that it had to wait for did not complete
    grown,           ///< goes on with more accelerators
    shrunk,          ///< goes on with fewer, to let others in
    count
};
std::string_view name(Reason);

struct JobView {
    JobId id;
    Time submitted;
    std::uint32_t milli_accelerators;       ///< asked for
    std::uint32_t least_milli_accelerators; ///< that it may start with: fewer where the scheduler may choose its size
    Span estimate;                          ///< on what it asks for
    Time latest_start;                      ///< submit + slack
    Time not_before;                        ///< set by a deferral; the submit time if none
    WorkloadId workload;
    Standing standing;
    Time deadline; ///< submit + its deadline; without one submit + slack + estimate
    bool resident; ///< of a service: goes before all others
};

struct RunningView {
    JobId id;
    Time estimated_end;
    Time since;                       ///< of its last start or change of size
    std::uint64_t sequence;           ///< order of submission
    std::uint32_t milli_accelerators; ///< held
    WorkloadId workload;
    Standing standing;
    Time deadline;
    bool interruptible; ///< it may be suspended
    bool elastic;       ///< it may be resized
};

struct Placement {
    std::uint32_t token; ///< valid within this pass
};

struct Reservation {
    JobId job;
    Time at;
    std::uint32_t token;
};

/// All that one scheduling pass may see and ask.
class SchedulerView {
public:
    virtual ~SchedulerView() = default;
    virtual Time now() const = 0;
    virtual std::span<const JobView> queue() const = 0; ///< by submission, then file order; deferred jobs not included
    virtual std::span<const RunningView> running() const = 0; ///< by estimated end
    virtual bool outrun() const = 0; ///< whether a job still runs that was believed to have ended by now
    /// Now, without delaying a held reservation. Taken until the end of the pass, given back if not started. A job
    /// whose size the scheduler may choose gets the size it asks for or, where that finds no room, the largest smaller
    /// one with which it is believed to end before it would if it waited for that [after Cirne and Berman, IPDPS 2001].
    virtual std::optional<Placement> try_place(JobId) = 0;
    /// The same for one of its sizes(), and no other; also of a running job, once it is vacated.
    virtual std::optional<Placement> try_size(JobId, std::uint32_t milli_accelerators) = 0;
    /// Among which a scheduler may choose, increasing, in thousandths of accelerators.
    virtual std::span<const std::uint32_t> sizes(JobId) = 0;
    /// What a waiting job is believed to take on one of its sizes, what is left of a running one.
    virtual Span length(JobId, std::uint32_t milli_accelerators) = 0;
    /// That the whole job takes on one of its sizes, over its time on the number that it asks for.
    virtual double relative_time(JobId, std::uint32_t milli_accelerators) = 0;
    virtual Span resize_time(JobId) = 0; ///< at rest after a change of size
    /// That a waiting job is believed to add to IT energy on so many accelerators, over their nodes being left unused.
    virtual Energy added_energy(JobId, std::uint32_t milli_accelerators) = 0;
    virtual void give_back(const Placement&) = 0; ///< of this pass, not started
    virtual Reason refusal() const = 0;           ///< why the last try_place placed nothing: no_room or would_delay
    virtual Reason told(JobId) const = 0; ///< why a job waits, as was said last: that stands, and need not be said
    virtual std::uint64_t free_milli_accelerators() const = 0; ///< now; a job that asks for more cannot be placed
    virtual Reservation earliest(JobId) = 0; ///< if running jobs end as estimated and held reservations are kept
    /// A start before the one that the job has reserved, all others kept; absent if there is none.
    virtual std::optional<Reservation> earlier(JobId) = 0;
    virtual void hold(const Reservation&) = 0;
    virtual void drop(const Reservation&) = 0;
    virtual std::span<const Reservation> held() const = 0; ///< in the order they were made; persist between passes
    virtual std::optional<Reservation> held(JobId) const = 0;
    /// The accelerators of a running job that may be suspended or resized are free from now on in this pass. A Suspend
    /// or Resize follows in the same pass, or the job keeps them; LogicError if another has taken them by then.
    virtual void vacate(JobId) = 0;
    /// Undoes vacate; false, and nothing happens, if another has been given its room.
    virtual bool restore(JobId) = 0;
    virtual bool freed_early() const = 0; ///< since the last pass resources came back before they were expected
    /// IT power if every job, those placed in this pass included, draws the most that it ever will; never below what
    /// nodes will draw by any law that bends one way. Only for schedulers that state a power_cap().
    virtual Power predicted_power() const = 0;
    virtual const Forecast<Intensity>& carbon() const = 0;
};

struct Start {
    JobId job;
    Placement at;
    Reason why;
};
/// A running job goes back to the queue with all its progress, to its place by submission. Says so before the starts
/// that use the room it gives.
struct Suspend {
    JobId job;
    Reason why;
};
/// A running job goes on with all its progress where it has been placed, after its time at rest. All jobs of a pass
/// that are resized leave their places before any takes the new one.
struct Resize {
    JobId job;
    Placement at;
    Reason why;
};
struct Wait {
    JobId job;
    Reason why;
}; ///< stands until the job is named again
struct Wake {
    Time at;
}; ///< ask me again then
using Decision = std::variant<Start, Suspend, Resize, Wait, Wake>;

/// Says why a job waits, unless it was told so before; once in a pass at most, since that is decided by the passes
/// before it.
inline void tell(const SchedulerView& view, JobId job, Reason why, std::vector<Decision>& out)
{
    if (view.told(job) != why) out.push_back(Wait{job, why});
}

/// A policy over the view; the world checks and applies its decisions.
class Scheduler {
public:
    virtual ~Scheduler() = default;
    virtual void decide(SchedulerView&, std::vector<Decision>& out) = 0;
    /// Whether it asks for running(), earliest() or held reservations; the plan is not kept for those that do not.
    virtual bool looks_ahead() const = 0;
    /// Whether a job may start before one that stands ahead of it. If not, a job that joins behind others changes
    /// nothing, and waits behind the head until a decision names it.
    virtual bool overtakes() const { return true; }
    /// Whether it resizes running jobs: it is asked also when nobody waits.
    virtual bool resizes() const { return false; }
    /// Of predicted IT power, which no start exceeds. Power is predicted only for those that state one.
    virtual std::optional<Power> power_cap() const { return std::nullopt; }
    /// Jobs and residents of a workload hold more accelerators from now on, or fewer. Told of every change.
    virtual void held_changed(Time, WorkloadId, std::int64_t /*milli_accelerators*/) {}
    virtual void state(Archive&) = 0;
};

/// Chooses, at submission, the instant before which a flexible job is not offered to the scheduler.
struct DeferralView {
    Time now;
    Span expected_length;
    Time latest_start;
    const Forecast<Intensity>& carbon;
    const Forecast<Price>& price;
};
class Deferral {
public:
    virtual ~Deferral() = default;
    virtual Time not_before(const DeferralView&) const = 0;
};

} // namespace dcsim
