#pragma once
#include "models/execution/host_loads.h"
#include "models/vocabulary/job.h"
#include "sim/base/records.h"
#include "sim/engine/rate_group.h"
#include "sim/record/channel.h"
#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace dcsim {

/// Running jobs: progress through their segments, limits of their clock and wall time, power and energy.
///
/// Segments of one rate law share a group, so a change of the clock moves one timer however many jobs there are. Power
/// follows the load of the nodes alone: a job that is clocked down to zero makes no progress and still pays its power.
class Execution {
public:
    /// See HostLoads.
    Execution(ItPower& site, const HostPower& law, std::uint32_t nodes, std::uint32_t milli_accelerators_per_node,
              Power switches = {});

    void record(Recorder& recorder, const std::string& pool); ///< of a pool among others

    void count_from(Time start) { counted_from_ = start; } ///< of saves and of what is lost
    void now_counts(Time now, JobId job); ///< at count_from(), of every job that runs then, before anything ends

    /// The job runs from `now` on; its segments move out of `spec`.
    void start(Time now, JobId job, Gang&& gang, JobSpec& spec);
    /// The next job whose last segment has ended by `now`, or none; segments that follow others are entered on the way.
    JobId pop_completed(Time now);
    /// The next job whose wall time is used up, or none. Ask for completed jobs first: one that ends at that tick has
    /// completed.
    JobId pop_overdue(Time now);

    /// What an end or an interruption undoes: from the instant at which the progress that is kept had been made.
    struct Lost {
        Span time{};
        Span counted{};       ///< of that from count_from() on
        Int128 energy_e18{0}; ///< in the time that is counted
    };
    /// What it points to is there until another job starts, as all that is returned of a job that has left.
    struct Ended {
        Gang* gang{nullptr};
        Int128 energy_e18{0};                  ///< nW ns, the idle share of its accelerators included
        const EnergyLedgers* ledgers{nullptr}; ///< of the segments whose demand is known; null: of none
        Span restoring{};                      ///< time spent in the first segments, which are no progress
        Span saving{};                         ///< time spent in saves that came to their end, from count_from() on
        Lost cut{};                            ///< by the save that was not at its end
    };
    Ended end(Time now, JobId job);

    struct Interrupted {
        Ended ended;
        std::span<Segment> left;           ///< of the job, from what is kept on; at least one
        std::optional<Span> walltime_left; ///< all running time counts, also that which is lost
        Lost lost{};
    };
    /// The job leaves its gang before its end, with `kept` of its progress(); LogicError if that is more than it made.
    /// An interruption may cost it up to a nanosecond of progress. Within a segment, time and energy of what is lost
    /// are taken in proportion to progress.
    Interrupted interrupt(Time now, JobId job, Span kept);
    /// Of a running job since it started or resumed: amounts of segments gone through, at full clock. A save counts
    /// once it is at its end.
    Span progress(Time now, JobId job) const;
    Span saved(JobId job) const;               ///< the progress of a running job up to the end of its last save
    Span saving(Time now, JobId job) const;    ///< time that its saves have taken, that which goes on included
    Span restoring(Time now, JobId job) const; ///< time spent in the first segments so far
    const Gang& gang(JobId job) const { return run(job).gang; } ///< of a running job

    void limit(Time now, double clock); ///< 1 = full clock, 0 = paused; of segments whose rate goes with the clock

    Time next_segment_end() const { return std::min(fixed_.next_end(), clocked_.next_end()); } ///< never: of none
    Time next_overdue() const { return walltimes_.next_end(); }                                ///< likewise
    /// The job whose segment ends next, if any does and it is another than last time; its record is on the way to the
    /// cache.
    JobId prefetch_next();
    Int128 energy_e18(Time now, JobId job) const; ///< of a running job so far
    EnergyLedgers ledgers(Time now, JobId job) const;
    /// The segment that the job is in goes on at another load.
    void reload(Time now, JobId job, const Load& load);
    /// The segment that the job is in goes on at `speed` times its own pace and at this load, until it ends or is told
    /// otherwise; the next begins as it is. Costs up to a nanosecond of progress each time.
    void slow(Time now, JobId job, double speed, const Load& load);
    bool is_slowed(JobId job) const { return slowed(slots_[job.value]) != nullptr; } ///< a running job
    /// The segment that a running job is in, as it would run if nothing slowed it.
    const Segment& segment(JobId job) const { return run(job).segments[run(job).current]; }
    /// From now on every job that enters a segment is added to `entered`, which outlives this.
    void tell_entered(std::vector<JobId>& entered) { entered_ = &entered; }
    const HostLoads& loads() const { return loads_; }
    /// See HostLoads; the node goes on at its idle power where none is given.
    void unused_draws(Time now, std::uint32_t node, std::optional<Power> power);

    void state(Archive& archive);

private:
    /// When a run entered a segment after the first, and its energy up to then.
    struct Entry {
        Time at;
        Int128 energy_e18;
    };
    /// Laid out like the records of jobs: what every end looks at first, what few have last.
    struct alignas(64) Run {
        std::uint32_t current{0};
        std::uint32_t restoring{0};
        Time started;
        Span saving;       ///< time of the saves gone through
        bool split{false}; ///< whether the ledgers have been told of anything
        LoadShare share;
        Int128 booked_e18{0}; ///< what the ledgers know of
        Gang gang;
        Segments segments;
        std::vector<Entry> entered; ///< by those that had several; its memory is used again
        EnergyLedgers ledgers;      ///< up to booked_e18
        void state(Archive& archive);
    };

    /// What slows the present segment of a job.
    struct Slowed {
        double speed{1};
        Load load{};
        void state(Archive& archive) { archive("speed", speed)("load", load); }
    };

    // Those that are inline are defined where alone they are called, beside the others.
    inline RateGroup& group(const Segment& segment);
    inline const RateGroup& group(const Segment& segment) const;
    using Slot = std::uint32_t;
    Run& run(JobId job) { return runs_[slots_[job.value]]; }
    const Run& run(JobId job) const { return runs_[slots_[job.value]]; }
    inline Slot free_slot(JobId job);
    void enter(Time now, Slot slot);
    Int128 reload(Time now, Run& run, const Load& from, const Load& to);
    inline static void book(Run& run, const Load& load, Int128 energy_e18);
    JobId pop_completed(Time now, RateGroup& group);
    const Slowed* slowed(Slot slot) const ///< null: it runs as its segment says
    {
        return slot < slowed_.size() && slowed_[slot] ? &*slowed_[slot] : nullptr;
    }
    inline void no_longer_slowed(Slot slot);
    inline const Load& load(JobId job) const;
    inline void tell(Time now);
    Span left(Time now, JobId job) const;
    static bool saves(const Run& run);
    Lost lost(Slot slot, const Entry& from, const Entry& now) const;
    Entry entry(const Run& run, std::size_t segment, const Entry& now) const;

    ItPower& site_;
    HostLoads loads_;
    RateGroup fixed_, clocked_, walltimes_;
    Time counted_from_;

    // Jobs that run are few beside those that wait: their records, and their places in the groups, go by slots that are
    // used again, the last one first.
    std::vector<Slot> slots_, unused_; ///< of those that run, by job
    Records<Run> runs_;
    std::vector<JobId> jobs_;                   ///< by slot
    std::map<Slot, Int128> uncounted_e18_;      ///< energy up to count_from() of those that ran then
    std::vector<std::optional<Slowed>> slowed_; ///< by slot, as far as any was ever slowed
    std::vector<JobId>* entered_{nullptr};
    Slot prefetched_{UINT32_MAX};
    Channel<Power> pool_power_;
};

} // namespace dcsim
