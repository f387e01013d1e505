#pragma once
#include "models/scheduling/in_order.h"
#include "models/scheduling/timelines.h"
#include "models/vocabulary/placement.h"
#include "models/vocabulary/scheduling.h"
#include "sim/engine/meter.h"
#include <algorithm>
#include <memory>
#include <tuple>
#include <vector>

namespace dcsim {

/// What a waiting job asks for, and for how long it is believed to hold it.
struct Wish {
    const ResourceRequest* request;
    Span length;
    SizeChoice choice{SizeChoice::rigid};
};
/// The same job with another number of accelerators.
struct SizedWish {
    ResourceRequest request{};
    double time{1}; ///< that the whole job takes, over the time with the accelerators that it holds or asks for
};
class Wishes {
public:
    virtual ~Wishes() = default;
    virtual Wish of(JobId job) const = 0;
    virtual RunningView as_running(JobId job) const = 0;         ///< as it will be; without its times and size
    virtual std::span<const std::uint32_t> sizes(JobId job) = 0; ///< see SchedulerView
    virtual SizedWish sized(JobId job, std::uint32_t milli_accelerators) = 0;
    virtual double relative_time(JobId job, std::uint32_t milli_accelerators) = 0; ///< as in SchedulerView
    virtual Span resize_time(JobId job) const = 0;
    virtual Energy added_energy(JobId job, std::uint32_t milli_accelerators) = 0;
    virtual NanoWatts most_power(JobId job, const Gang& gang) = 0; ///< that it will ever add to idle nodes
    virtual NanoWatts predicted_power() const = 0;                 ///< of idle nodes and all running jobs at their most
};

/// What is free when: the truth now, the ends of running jobs as estimated, and the reservations held.
///
/// While all jobs take whole nodes, and any will do, a reservation is a time and a number of nodes: whatever fits in
/// number fits on nodes when the time comes. Where some take parts of nodes, or certain ones, every reservation names
/// its nodes, so that a plan that fits in total but on no node is never made.
///
/// A job that has outrun its estimate is expected to end at the next tick; what was planned around its end is void, so
/// all reservations are dropped and made anew by the pass that finds it.
class Plan final : public SchedulerView {
public:
    enum class Ahead : std::uint8_t { none, kept };
    /// With Ahead::none only the present is known: no running jobs, no reservations. All arguments outlive the plan.
    Plan(ResourcePool& pool, Wishes& wishes, const Forecast<Intensity>& carbon, Ahead ahead);

    void tell(JobId job, Reason why) ///< a job that waits, or is about to
    {
        if (told_.size() <= job.value) told_.resize(job.value + 1, why);
        told_[job.value] = why;
    }
    void begin(Time now, std::span<const JobView> queue);
    Gang& start(Placement placement); ///< the job runs from now on; what it holds, until anything else is placed
    void suspended(JobId job);        ///< the gang of a running job is back in the pool, vacated before or now
    bool vacates() const { return !vacated_.empty(); } ///< whether running jobs give way, and are not suspended yet
    void finish();                   ///< gives back what was placed and not started, and what was only vacated
    void ended(Time now, JobId job); ///< its gang is back in the pool
    /// Resources that break are held by a job of their own, from now until about `until`. All reservations are dropped:
    /// they may stand on what is broken.
    void broke(JobId holder, const Gang& gang, Time until);
    void repaired(Time now, JobId holder); ///< back in the pool
    void state(Archive& archive);          ///< between passes

    Time now() const override { return now_; }
    std::span<const JobView> queue() const override { return queue_; }
    std::span<const RunningView> running() const override;
    bool outrun() const override;
    std::optional<Placement> try_place(JobId job) override;
    std::optional<Placement> try_size(JobId job, std::uint32_t milli_accelerators) override;
    std::span<const std::uint32_t> sizes(JobId job) override { return wishes_.sizes(job); }
    Span length(JobId job, std::uint32_t milli_accelerators) override;
    double relative_time(JobId job, std::uint32_t milli) override { return wishes_.relative_time(job, milli); }
    Span resize_time(JobId job) override { return wishes_.resize_time(job); }
    Energy added_energy(JobId job, std::uint32_t milli) override { return wishes_.added_energy(job, milli); }
    void give_back(const Placement& placement) override;
    Reason refusal() const override { return refusal_; }
    Reason told(JobId job) const override { return told_[job.value]; }
    std::uint64_t free_milli_accelerators() const override { return pool_.free_milli_accelerators(); }
    Reservation earliest(JobId job) override;
    std::optional<Reservation> earlier(JobId job) override;
    void hold(const Reservation& reservation) override;
    void drop(const Reservation& reservation) override;
    std::span<const Reservation> held() const override { return held_; }
    std::optional<Reservation> held(JobId job) const override;
    void vacate(JobId job) override;
    bool restore(JobId job) override;
    bool freed_early() const override { return freed_early_; }
    Power predicted_power() const override;
    const Forecast<Intensity>& carbon() const override { return carbon_; }

private:
    /// A change of what is free in the future: a job that holds its gang lets go of it, or takes it.
    struct Step {
        Time at;
        JobId job;
        bool takes;
        std::int64_t milli_accelerators; ///< more free after it than before
    };
    struct StepBefore {
        bool operator()(const Step& a, const Step& b) const
        {
            return std::tie(a.at, a.takes) < std::tie(b.at, b.takes);
        }
    };
    struct EndsBefore {
        bool operator()(const RunningView& a, const RunningView& b) const { return a.estimated_end < b.estimated_end; }
    };
    /// How many accelerators are free before a step.
    struct Count {
        std::size_t next;
        std::int64_t free;
    };
    /// An instant and how many accelerators are free from then on.
    struct Gap {
        Time at;
        Count here;
        Count ahead; ///< up to which there are always enough
    };
    /// What is asked of the plan.
    struct Ask {
        JobId job;
        const ResourceRequest* request;
        Span length;
    };
    struct Vacated {
        JobId job;
        Time since, estimated_end;
        Gang gang;
    };
    struct Placed {
        Gang gang;
        JobId job;
        bool started{false}, given_back{false};
    };

    /// A node that has been given up.
    struct Reopened {
        std::uint32_t node;
        Time until; ///< it would have been held
    };
    struct Advance {
        Gang freed, taken;
    };
    /// A copy of the pool, on which is tried what will be.
    struct Draft {
        std::unique_ptr<ResourcePool> pool{};
        bool known{false};               ///< it is as it is said to be
        std::vector<Advance> advances{}; ///< what has been done to it since it was
    };
    struct NetChange {
        NodeAmounts taken;
        bool touched{false};
    };

    /// A reserved start is due now at the latest, an end at the next tick.
    Time due(Time at, bool takes) const { return std::max(at, takes ? now_ : now_ + Span{1}); }
    Time due(const Step& step) const { return due(step.at, step.takes); }
    void pool_differs();
    void plan_differs();
    void add(const Step& step);
    void remove(const Step& step);
    void remember(JobId job, const Gang& gang, Time end);
    Ask asked(JobId job) const;
    std::optional<Placement> place(const Ask& ask);
    std::optional<Gang> room_beside_reserved(const Ask& ask, const Gang& usual);
    std::optional<Reason> known_refusal(const Ask& ask);
    void remember_refusal(const Ask& ask);
    void refusals_after_a_start();
    bool ends_by(const Ask& ask, Time when);
    std::optional<Placement> place_smaller(const Ask& asked);
    std::optional<Gap> enough_by_count(Gap from, Time before, const Ask& ask) const;
    std::optional<Gap> next_release(const Gap& from, JobId except, Time earliest) const;
    enum class Where : std::uint8_t { anywhere, again }; ///< again: on at least one node that has been given up
    std::optional<Reservation> first_start(const Ask& ask, Time before, Where where);
    void count(const Step& step);
    std::size_t advance(Draft& draft, std::size_t next, Time to, JobId except);
    void go_back(Draft& draft);
    void look_at_promise();
    bool stay_free(Time until, const Ask& ask);
    /// What lies between: after `after`, before `until`.
    struct Window {
        Time after, until;
    };
    NodeAmounts promised(std::span<const Timelines::Change> changes, const Window& window, JobId except) const;
    Gang promised_beside(const Gang& gang, const Window& window, JobId except);
    std::optional<Gang> place_through(ResourcePool& draft, const Window& window, const Ask& ask);
    const Timelines& timelines();
    void remember_on_nodes(JobId reserved);
    void forget_on_nodes(JobId reserved);
    Draft& present();
    bool any_late() const;
    std::size_t make_known(Draft& draft);
    bool names_nodes(const Ask& ask);
    void name_nodes();
    void look_at_reserved();
    bool move_reserved_beside(const Gang& gang);
    static NodeRun largest_part(const Gang& gang);
    std::optional<Gang> place_out_of_the_way(const Ask& ask, const Gang& usual);
    std::optional<Gang> place_beside_moved(const Ask& ask, Time until, const Gang& usual);
    bool is_held(JobId job) const { return job.value < reserved_.size() && reserved_[job.value] != Time::never(); }
    bool alone(JobId job) const { return held_.size() == (is_held(job) ? 1 : 0); } ///< no other has a reservation
    bool runs(JobId job) const { return job.value < since_.size() && since_[job.value] != Time::never(); }
    RunningView running_view(JobId job) const;
    void forget_gone() const;
    void run(JobId job, Time since);
    void drop_all();
    void give_up(const Gang& gang, Time until);
    void open_again();
    std::optional<Time> room_again(const Ask& ask, Time from, Time before);
    std::optional<Time> room_on(const Reopened& node, std::int64_t milli_accelerators, const Ask& ask, Time from,
                                Time before);

    ResourcePool& pool_;
    Wishes& wishes_;
    const Forecast<Intensity>& carbon_;
    Ahead ahead_;
    Time now_;
    std::span<const JobView> queue_;
    InOrder<Step, StepBefore> steps_; ///< by time, ends before starts
    std::vector<Gang> gang_;          ///< by job: what it holds or has reserved
    std::vector<Time> end_;           ///< by job: when it is expected to let go
    std::vector<Time> since_;         ///< by job: its start; Time::never() if it does not run
    std::vector<Time> reserved_;      ///< by job: its reserved start; Time::never() without one
    mutable std::unique_ptr<InOrder<RunningView, EndsBefore>> running_; ///< null until a policy asks, as few do
    struct Gone {
        JobId job;
        Time estimated_end, since;
        friend bool operator==(const Gone&, const Gone&) = default;
    };
    /// Those of `running_` that no longer run: who gives way for a trial, and goes on, costs no more than to say so.
    mutable std::vector<Gone> gone_;
    std::vector<Reservation> held_;
    std::int64_t reserved_milli_{0}; ///< thousandths of accelerators, by all of them
    Reason refusal_{Reason::no_room};
    struct Refused {
        ResourceRequest request;
        Reason why;
        Time until; ///< and whatever would last until then, or longer
        bool room_may_be_gone;
    };
    /// In this pass, since anything was given back: many who wait ask for the same. What is taken or reserved after a
    /// refusal leaves less at every instant, so that it stands; but for what moves the only reservation.
    std::vector<Refused> refused_;
    std::vector<Reason> told_; ///< by job: close together, since a pass asks for all that wait
    /// A reservation is the earliest when it is tried, and all are tried when something was freed early. So an earlier
    /// start needs some of what has been given up since, which would have been held until then: in the present round,
    /// and in the one before, where those tried first did not see what those behind them gave up.
    Time vacated_until_, vacated_before_;
    bool freed_early_{false};
    /// The nodes of what has been given up, likewise: an earlier start takes accelerators of at least one of them.
    struct GivenUp {
        std::uint32_t first, count;
        Time until;
    };
    std::vector<GivenUp> given_up_, given_up_before_;
    std::vector<Reopened> reopened_; ///< by node, if known
    bool reopened_known_{false}, too_many_reopened_{false};
    std::vector<JobId> broken_;    ///< who holds it
    std::vector<Vacated> vacated_; ///< in this pass
    bool suspended_{false};        ///< in this pass
    std::vector<Placed> placed_;   ///< in this pass
    struct Proposed {
        Gang gang;
        bool named;
    };
    std::vector<Proposed> proposed_;            ///< in this pass, by the token of a reservation
    bool named_{false};                         ///< reservations are of nodes, not of numbers of nodes
    std::size_t partial_{0};                    ///< gangs, running or reserved, that are not of whole nodes
    Draft present_;                             ///< the pool as it is
    Draft next_tick_;                           ///< the same once those have let go who should have by now
    Count late_{};                              ///< behind the ends of those
    std::unique_ptr<ResourcePool> at_reserved_; ///< see look_at_reserved
    bool at_reserved_known_{false};
    std::int64_t free_beside_promised_{0}; ///< thousandths of accelerators, from the only reserved start on
    bool promised_known_{false};
    std::unique_ptr<Timelines> timelines_; ///< of the steps; null until somebody asks what a node promises
    struct FirstStart {
        ResourceRequest request;
        Span length;
        Time at;
    };
    std::vector<FirstStart> first_starts_; ///< as the plan is, of jobs that may be smaller
    std::vector<NetChange> net_;           ///< by node; clear between calls
    std::vector<std::uint32_t> touched_;
};

} // namespace dcsim
