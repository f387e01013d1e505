#pragma once
#include "models/cluster/cluster.h"
#include "models/compute/checkpoint_rules.h"
#include "models/control/node_limits.h"
#include "models/control/power_cap.h"
#include "models/control/sleep.h"
#include "models/execution/execution.h"
#include "models/network/network.h"
#include "models/network/shared_cables.h"
#include "models/reliability/outages.h"
#include "models/scheduling/plan.h"
#include "models/site/ended_jobs.h"
#include "models/site/job_account.h"
#include "models/site/job_backlog.h"
#include "models/site/job_queue.h"
#include "models/site/job_totals.h"
#include "models/site/pacing.h"
#include "models/site/routing.h"
#include "models/site/saves.h"
#include "models/site/submissions.h"
#include "models/site/workflows.h"
#include "sim/base/records.h"
#include "sim/engine/engine.h"
#include <functional>
#include <map>
#include <utility>

namespace dcsim {

class Jobs;

/// What the job side of a pool is made of. Everything referred to outlives it.
struct JobsSetup {
    ClusterParams cluster;
    ItPower& it; ///< of the site
    const HostPower& host_power;
    const Hardware* hardware{nullptr}; ///< null: no job is given by its work
    Network* network{nullptr};         ///< null: nodes are alike
    std::unique_ptr<Scheduler> scheduler;
    std::unique_ptr<Deferral> deferral;
    const Forecast<Intensity>& carbon;
    const Forecast<Price>& price;
    std::vector<std::unique_ptr<JobStream>> streams; ///< by workload
    std::vector<std::shared_ptr<const CheckpointRule>>
        checkpoints{};                         ///< by workload; null, or no element: none are saved
    std::vector<Elasticity> elasticity{};      ///< by workload; no element: all are rigid
    std::unique_ptr<Outages> outages{};        ///< null: nothing fails
    std::optional<SleepParams> sleep{};        ///< absent: nodes never sleep
    std::optional<ClockCapParams> power_cap{}; ///< absent: jobs run at their own clocks
    std::optional<NodeLimits> node_limits{};   ///< absent: all nodes allow all clocks
    Power core_power{};                        ///< of a busy core, above idle: of jobs on cores alone
    Interval counted{Time{}, Time::never()};   ///< submissions whose waits count; also see JobTotals
    std::uint32_t number{0};                   ///< of the pool among those of its site
    /// Where a job of these streams goes; empty: it stays.
    std::function<Jobs&(Time now, const JobSpec& job)> route{};
    bool chosen{false};            ///< some jobs choose this pool among several
    JobListener on_left{};         ///< told of every job that ends or is rejected; may be empty
    std::function<bool()> stops{}; ///< asked when the last job has left: whether the clock stops; empty: it does not
    SpareThread* spare_thread{nullptr}; ///< on which jobs may be drawn or read before they are submitted; may be null
};

/// What a gang sends between its servers while it works on one stretch.
struct GangTraffic {
    std::uint16_t stretch{0};
    std::vector<LinkUse> uses{};            ///< of arcs, in the mean over what it sends
    Seconds sent{}, sending{}, iteration{}; ///< of one iteration alone: at the full rate of servers, as it is, in all
    Seconds own{};                          ///< of one iteration alone, whatever its nodes allow
    double whole{0}, most{0};               ///< rate alone: in the whole network, and in what of it is up
    double longer{1};                       ///< that sending takes alone because of what is down
};

/// The jobs of one pool of a site from submission to their end.
class Jobs final : public Process, private Wishes {
public:
    Jobs(Engine& engine, JobsSetup setup);

    /// Names end with `_POOL` where it is one of several; else `pool` is empty.
    void record(Recorder& recorder, const std::string& pool = {});
    void limit(Engine& engine, double clock); ///< see Execution::limit

    void submit(Engine& engine, JobSpec& spec);
    /// None if it could never run here.
    std::optional<Prospect> prospect(Time now, const JobSpec& spec);

    /// Residents may come until as many owners have closed as have opened: the clock does not stop before.
    void open() { ++owners_; }
    void close(Engine& engine);
    /// A resident: a job without end whose load its owner sets. It waits before all jobs that have an end, and does not
    /// count among jobs. None if the cluster can never hold it.
    std::optional<JobId> hold(Engine& engine, WorkloadId workload, const ResourceRequest& request);
    std::optional<Time> started(JobId resident) const;
    std::uint32_t interruptions(JobId job) const { return jobs_[job.value].interruptions; }
    void reload(Time now, JobId resident, const Load& load); ///< of one that has started
    void loads_changed(Engine& engine);                      ///< follows reloads at one instant
    /// Ends a resident; one that still waits ends when it would have started.
    void release(Engine& engine, JobId resident);

    /// Takes the accelerators from a running job, which goes back to its place in the queue with `kept` of the
    /// progress() of this run; the rest is lost. Residents go back as well.
    void interrupt(Engine& engine, JobId job, Reason why, Span kept);
    bool is_running(JobId job) const { return job.value < jobs_.size() && runs(jobs_[job.value]); }
    Span progress(Time now, JobId job) const { return execution_.progress(now, job); } ///< of a running job, this run
    const Gang& gang(JobId job) const { return execution_.gang(job); }                 ///< of a running job

    const HostLoads& loads() const { return execution_.loads(); }
    std::vector<WorkloadAccount> accounts(Time now) const; ///< by workload; waits of running jobs included
    const std::string& cannot_run(std::size_t workload) const { return accounts_[workload].cannot_run; }
    JobTotals totals(Time now) const;
    /// Jobs that wait and can never start, because one of them alone takes predicted IT power above the scheduler's
    /// cap.
    struct AboveCap {
        std::uint64_t jobs{0};
        Power alone{}; ///< IT power with the least of them and nothing else
        Power cap{};
    };
    std::vector<AboveCap> above_cap();                                 ///< by workload
    std::size_t queued() const { return waiting_.size() + deferred_; } ///< deferred jobs included
    std::size_t running() const { return running_; }
    bool drained() const { return queued() + running() + owners_ == 0 && submissions_.next_submit() == Time::never(); }
    std::vector<std::string> remarks() { return submissions_.remarks(); } ///< on the sources of jobs
    Time last_end() const { return last_end_; } ///< of the last job that has left; Time{} if none
    std::vector<CheckResult> checks(Time now) const;
    /// Tells of every job that is still waiting or running, in the order of submission; not of residents.
    void each_unfinished(Time now, const JobListener& tell) const;

    void handle(Engine& engine, const Event& event) override;
    void state(Archive& archive) override;

private:
    enum class Kind : std::uint8_t {
        segment_end,
        walltime,
        submission,
        release,
        pass,
        outage,
        sleep,
        rates,
        limits,
        window
    };

    /// What has become of a job.
    struct Course {
        Time since;                ///< its submission, last start or last interruption
        Time not_before, start;    ///< for the first time
        Span waited, ran;          ///< up to `since`, deferral included
        Span useful;               ///< of that on accelerators: what made progress that is kept
        Int128 energy_e18{0};      ///< up to then
        Time deadline;             ///< see JobView
        Time expected;             ///< to end, by its estimate, since it last started
        NanoWatts most{};          ///< of its power while it runs, above idle nodes
        std::uint64_t sequence{0}; ///< order of submission
        std::uint32_t interruptions{0}, resizes{0};
        Waiting waits;
        Reason reason{}; ///< why it started
        JobStatus status{};
        bool alive{false};
        bool resident{false}, unwanted{false};
        bool fresh() const { return interruptions + resizes == 0; } ///< it has not run before
    };
    /// The end of a job visits a record that has long left the caches: what it looks at fills the first lines.
    struct alignas(64) Job : Course {
        static constexpr std::size_t looked_at = 256; ///< bytes of it
        JobSpec spec;
        Rare<ResourceRequest> asked{};  ///< where the scheduler may choose another size
        Span waking;                    ///< of its nodes, when it last started
        Rare<Allocation> on{};          ///< what work was paced for when it last started
        void begin(JobSpec& submitted); ///< takes it
        void state(Archive& archive);
    };

    static_assert(sizeof(Job) <= 384, "another cache line for every job: does its end need what was added?");

    Wish of(JobId job) const override;
    RunningView as_running(JobId job) const override;
    std::span<const std::uint32_t> sizes(JobId job) override;
    SizedWish sized(JobId job, std::uint32_t milli_accelerators) override;
    double relative_time(JobId job, std::uint32_t milli_accelerators) override;
    Span resize_time(JobId job) const override { return elasticity(jobs_[job.value].spec.workload)->resize; }
    Energy added_energy(JobId job, std::uint32_t milli_accelerators) override;
    NanoWatts most_power(JobId job, const Gang& gang) override;
    NanoWatts predicted_power() const override;
    NanoWatts most_power(const Load& load, const Gang& gang) const;
    Power above_idle(const Load& load, const Gang& gang) const;
    Span length(const Job& job) const;
    void hold_changed(Time now, const Job& job, std::int64_t sign);
    Event event(Time at, Phase phase, Kind kind, JobId job = {}) const;
    Alarm add_alarm(Engine& engine, Phase phase, Kind kind) const;

    void now_counts(Time now);
    void react(Engine& engine, const Event& event);
    Amounts amounts(const ResourceRequest& request) const;
    Seconds backlog(Time now, const ResourceRequest& request);
    void count_backlog(const Job& job, std::int64_t sign);
    void load_cores(JobSpec& spec) const;
    void hold_whole_nodes(JobSpec& spec) const;
    void reject(const JobSpec& spec, Reason why);
    const Elasticity* elasticity(WorkloadId workload) const ///< null: its jobs run as they ask
    {
        if (workload.value >= setup_.elasticity.size()) return nullptr;
        const Elasticity& e = setup_.elasticity[workload.value];
        return e.choice == SizeChoice::rigid ? nullptr : &e;
    }
    std::vector<std::uint32_t> possible_sizes(const JobSpec& spec, const ResourceRequest& asked);
    std::span<const std::uint32_t> sizes(const JobSpec& spec, const ResourceRequest& asked);
    Seconds whole_time(const JobSpec& spec, const ResourceRequest& asked, std::uint32_t milli_accelerators);
    void take_size(JobSpec& spec, const ResourceRequest& asked, std::uint32_t milli_accelerators);
    bool shrink(JobSpec& spec);
    std::optional<std::string> outlasts(const JobSpec& spec) const;
    void leave_places(Time now);
    void resize(Time now, const Resize& decision);
    ResourceRequest request_of(const Job& job, const Gang& gang) const;
    WorkAmount amount_on(const JobSpec& spec, const Allocation& on) const;
    const Work& work_of(WorkloadId workload, const WorkAmount& amount);
    static bool before(const Job& a, const Job& b); ///< in the queue
    JobId free_slot();
    JobId admit(Time now, JobSpec& spec);
    Time chosen_start(Time now, JobId id) const;
    JobRecord record_of(Time now, const Job& job) const;
    void enqueue(Engine& engine, JobId id);
    void join(JobId id);
    void pass(Engine& engine);
    bool apply(Engine& engine, const Decision& decision);
    void wait(Time now, JobId id, Reason why);
    void start(Time now, const Start& decision);
    void run(Time now, JobId id, Placement at, Span rest);
    void give_segments(Job& job, const Gang& gang, Span rest);
    void wake_nodes(Time now, Job& job, const Gang& gang);
    bool use_node(Time now, std::uint32_t node);
    void use_nodes(Time now, const Gang& gang);
    void leave_nodes(Time now, const Gang& gang);
    void sleep_nodes(Time now);
    void new_rates(Time now);
    void stop_following(Time now, JobId id);
    const Ladder& ladder_of(const JobSpec& spec, const Allocation& on, std::uint16_t stretch,
                            const Pacing::ClockRange& range);
    Operating allowed_by_nodes(JobId id) const;
    double least_clock() const { return setup_.power_cap ? setup_.power_cap->least_clock : 1; }
    const Ladder& ladder_of(JobId id);
    void follow_segment(Time now, JobId id);
    void look_at_segments(const std::function<bool(const Gang&)>& of);
    void new_limits(Engine& engine);
    void arm_limits(Engine& engine);
    void hold_power(Time now);
    void hold_up_by_damage(Time now, JobId id, double clock);
    void restore_clocks(Archive& archive);
    PacedStretch beside_others(JobId id, std::uint16_t stretch, double times, const Operating& most);
    const GangTraffic& traffic_of(JobId id, std::uint16_t stretch);
    double longer(JobId id);
    void follow_traffic(Time now, JobId id);
    void join_cables(JobId id);
    void network_outage(Engine& engine, const OutageChange& change);
    void reroute();
    void leave_cables(Time now, JobId id);
    void share_cables(Time now);
    void hold_up(Time now, JobId id, double part);
    Segments whole(const JobSpec& spec, const Allocation& on);
    const CheckpointRule* rule_of(WorkloadId workload) const ///< null: its jobs are not saved
    {
        return workload.value < setup_.checkpoints.size() ? setup_.checkpoints[workload.value].get() : nullptr;
    }
    std::optional<Saving> saving(const CheckpointRule& rule, const JobSpec& spec, Span work, std::uint32_t nodes,
                                 const Allocation& on);
    void expect_saves(JobSpec& spec, const CheckpointRule& rule);
    void outage(Engine& engine);
    void fail_jobs(Engine& engine, const OutageChange& change);
    void take_down(Time now, std::uint32_t node, Span expected);
    void bring_back(Time now, std::uint32_t node);
    void suspend(Engine& engine, const Suspend& decision);
    Gang put_back(Time now, JobId id, Reason why, Span kept);
    Gang take_off(Time now, Job& job, JobId id, Span kept);
    void leave(Time now, Job& job, const Execution::Ended& run);
    void write_off(const Job& job, const Execution::Lost& lost);
    /// How much of it the counting window has seen.
    Span counted(Time from, Time to) const { return time_since(setup_.counted.from, {from, to}); }
    static bool runs(const Job& job) { return job.alive && job.status == JobStatus::running; }
    static bool waits(const Job& job) { return job.status == JobStatus::deferred || job.status == JobStatus::queued; }
    static Span waited(Time now, const Job& job) { return waits(job) ? job.waited + (now - job.since) : job.waited; }
    void count_end(const Job& job, Time now);
    static void count_deadline(WorkloadAccount& account, const Job& job, Time now);
    void note_fragmentation(Time now);
    void end(Engine& engine, JobId id, JobStatus status);
    bool held_by_others(Engine& engine, JobId id);
    void offer(Engine& engine, JobId id);
    void follow(Engine& engine, const JobSpec& ended, bool completed);
    void lose(Engine& engine, JobId id);
    void arm(Engine& engine);
    void arm_sleep(Engine& engine);
    static void arm(Engine& engine, Alarm alarm, Time at) ///< never: not
    {
        if (at != engine.at(alarm)) engine.set(alarm, at);
    }
    void request_pass(Engine& engine);
    bool pass_requested(const Engine& engine) const { return engine.at(pass_alarm_) == engine.now(); }
    bool counts(Time submit) const { return setup_.counted.from <= submit && submit < setup_.counted.to; }
    bool counts(const Job& job) const { return !job.resident && counts(job.spec.submit); }
    template <class F> void each_alive(const F& visit) const
    {
        for (std::uint32_t i = 0; i < jobs_.size(); ++i)
            if (jobs_[i].alive) visit(JobId{i}, jobs_[i]);
    }

    JobsSetup setup_;
    Cluster cluster_;
    Execution execution_;
    Plan plan_;
    Submissions submissions_;
    Workflows workflows_;
    std::optional<Pacing> pacing_;
    std::uint16_t process_;

    Records<Job> jobs_; ///< by id; slots are used again
    std::vector<JobId> unused_;
    std::uint64_t submitted_{0};
    JobQueue waiting_;
    std::optional<JobBacklog> backlog_;    ///< where jobs may choose the pool among several
    NanoWatts most_power_{};               ///< of all running jobs
    std::size_t deferred_{0}, running_{0}; ///< residents are among these
    std::size_t owners_{0};                ///< of residents, not closed yet
    std::vector<Decision> decisions_;      ///< of the pass being applied
    std::vector<Gang> given_up_;           ///< by jobs that it suspends
    /// A function of what is asked for, not saved.
    std::map<std::pair<WorkloadId, ResourceRequest>, std::vector<std::uint32_t>> sizes_;
    const bool overtakes_, resizes_;       ///< the scheduler does
    const bool predicts_power_;            ///< for the scheduler
    Time pass_at_{Time::never()};          ///< the last one
    int passes_{0};                        ///< at that instant
    Alarm segment_alarm_, walltime_alarm_; ///< each for the earliest of many instants
    Alarm pass_alarm_;                     ///< now, once requested; else when the scheduler wants to be asked again
    Alarm sleep_alarm_, limits_alarm_, rates_alarm_; ///< where nodes sleep, have limits, or segments are followed
    std::optional<SleepingNodes> sleeping_;
    std::optional<PowerCap> cap_;
    std::optional<SharedCables> cables_;
    bool follows_segments_{false};              ///< for one of the two, or limits of nodes
    std::vector<JobId> entered_;                ///< segments, since rates were last looked at
    NanoWatts seen_by_cap_{};                   ///< IT power when the cap last did
    Power over_cap_{};                          ///< most power above the cap while clocks could fall: our fault
    std::map<JobId, GangTraffic> traffic_;      ///< of running gangs; made again when asked for
    std::map<JobId, std::int64_t> held_up_;     ///< of running gangs: their parts of the next
    std::vector<CountIntegral> contention_ppm_; ///< by workload: held thousandths of accelerators times lost pace, ppm

    std::vector<WorkloadAccount> accounts_; ///< by workload; their statistics are kept apart
    mutable EndedJobs ended_jobs_;          ///< to add up what has ended changes nothing that can be seen
    CountIntegral resident_, queued_, held_milli_, held_cores_, down_milli_, asleep_nodes_, slowed_milli_,
        over_cap_time_;
    Channel<double> fragmentation_, held_up_accelerators_;
    /// Why a node is down so many times over, and what holds its resources meanwhile.
    struct Down {
        std::uint32_t outages{0};
        JobId holder{};
        Gang gang{};
        void state(Archive& archive) { archive("outages", outages)("holder", holder)("gang", gang); }
    };
    std::map<std::uint32_t, Down> down_; ///< by node
    std::vector<std::uint32_t> cut_off_; ///< nodes that the network does not reach, which are among those
    Time last_end_;
};

} // namespace dcsim
