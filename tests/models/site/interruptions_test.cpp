#include "sim/numerics/variates.h"
#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>
#include <map>

using namespace dcsim;

namespace {

/// First come, first served, except that a job of the whole cluster takes the room of all that may give way.
class Bully final : public Scheduler {
public:
    void decide(SchedulerView& view, std::vector<Decision>& out) override
    {
        for (const JobView& job : view.queue()) {
            auto place = view.try_place(job.id);
            if (!place && job.milli_accelerators == 4000) place = push_aside(view, job.id, out);
            if (place) out.push_back(Start{job.id, *place, Reason::first_that_fits});
        }
    }
    bool looks_ahead() const override { return true; }
    void state(Archive&) override {}

private:
    static std::optional<Placement> push_aside(SchedulerView& view, JobId job, std::vector<Decision>& out)
    {
        std::vector<JobId> pushed;
        const std::vector<RunningView> running(view.running().begin(), view.running().end());
        for (const RunningView& r : running)
            if (r.interruptible && r.milli_accelerators < 4000 && r.since < view.now()) {
                view.vacate(r.id);
                pushed.push_back(r.id);
            }
        const auto place = view.try_place(job);
        for (const JobId id : pushed)
            if (place)
                out.push_back(Suspend{id, Reason::preempted});
            else
                view.restore(id);
        return place;
    }
};

JobSpec soft_job(std::int64_t submit, std::uint32_t accelerators, std::int64_t run)
{
    JobSpec job = gang_job(submit, accelerators, run);
    job.flexibility.interruptible = true;
    job.flexibility.restart = whole_seconds(5);
    return job;
}

std::unique_ptr<JobRig> rig_of(std::vector<JobSpec> jobs, std::unique_ptr<Scheduler> scheduler)
{
    return std::make_unique<JobRig>(nodes_of(1, 4), std::move(jobs), std::move(scheduler));
}

} // namespace

TEST_CASE("a suspended job keeps its progress, waits again, and restores before it goes on", "[site][analytic]")
{
    // 2 of 4 accelerators from 0; all 4 are taken from 30 to 50; 70 s are left after 5 s of restart.
    auto jobs = std::vector{soft_job(0, 2, 100), gang_job(30, 4, 20)};
    jobs[0].walltime.reset();
    const auto rig = rig_of(jobs, std::make_unique<Bully>());
    rig->run(at_second(40));
    CHECK(rig->checks_hold());
    CHECK(rig->site.queued() == 1);
    rig->run(at_second(200));
    CHECK(rig->checks_hold());
    CHECK(rig->seconds_of(1) == std::pair<std::int64_t, std::int64_t>{30, 50});
    const JobRecord& job = rig->left[0];
    CHECK(rig->seconds_of(0) == std::pair<std::int64_t, std::int64_t>{0, 125});
    CHECK(job.queued == whole_seconds(20));
    CHECK(job.ran == whole_seconds(105));
    CHECK(job.interruptions == 1);
    CHECK(job.waited->first == Reason::preempted);
    CHECK(job.status == JobStatus::completed);
    // Idle 25 W per accelerator; above it 400 W for half of the node at full load, nothing while it restores.
    CHECK(job.energy.si() == Approx(105 * 50 + 100 * 400).epsilon(1e-9));
    const WorkloadAccount account = rig->site.accounts(at_second(200)).front();
    CHECK(account.interruptions == 1);
    CHECK(account.lost_milli_ns == 0);
    CHECK(static_cast<double>(account.restoring_milli_ns) == Approx(5 * 2 * 1e12));
    CHECK(account.wait_seconds.mean() == Approx(10));
    CHECK(account.bounded_slowdown.mean() == Approx((1.25 + 1) / 2));
}

TEST_CASE("wall time counts the time on accelerators alone", "[site][analytic]")
{
    auto jobs = std::vector{soft_job(0, 2, 100), gang_job(30, 4, 20)};
    jobs[0].walltime = whole_seconds(60);
    const auto rig = rig_of(jobs, std::make_unique<Bully>());
    rig->run(at_second(200));
    CHECK(rig->seconds_of(0).second == 80);
    CHECK(rig->left[0].status == JobStatus::killed);
    CHECK(rig->left[0].ran == whole_seconds(60));
}

TEST_CASE("a failure loses what was done since the last save, in time and energy", "[site][analytic]")
{
    auto job = soft_job(0, 4, 100);
    job.walltime.reset();
    job.segments = {Segment{Segment::Rate::fixed, whole_seconds(40), {0.5}},
                    Segment{Segment::Rate::with_clock, whole_seconds(60), {1.0}}};
    const auto rig = rig_of({job}, fcfs());
    rig->run(at_second(70));
    REQUIRE(rig->site.progress(at_second(70), JobId{0}) == whole_seconds(70));
    rig->site.interrupt(rig->engine, JobId{0}, Reason::interrupted, whole_seconds(30));
    rig->run(at_second(1000));
    CHECK(rig->checks_hold());
    CHECK(rig->seconds_of(0).second == 70 + 5 + 70);
    const WorkloadAccount account = rig->site.accounts(at_second(1000)).front();
    CHECK(static_cast<double>(account.lost_milli_ns) == Approx(40 * 4 * 1e12));
    CHECK(energy_of_e18(account.lost_e18).si() == Approx(10 * 500 + 30 * 900).epsilon(1e-9));
    CHECK(rig->left[0].energy.si() == Approx((40 + 10) * 500 + (30 + 60) * 900 + 5 * 100).epsilon(1e-9));
    CHECK(account.bounded_slowdown.mean() == Approx(1.45)); // 145 s for 100 s of work
    CHECK(account.run_seconds.mean() == Approx(145));
}

TEST_CASE("a job that fails while it restores loses nothing more", "[site][analytic]")
{
    auto job = soft_job(0, 4, 100);
    job.walltime.reset();
    const auto rig = rig_of({job}, fcfs());
    rig->run(at_second(50));
    rig->site.interrupt(rig->engine, JobId{0}, Reason::interrupted, whole_seconds(20));
    rig->run(at_second(53));
    CHECK(rig->site.progress(at_second(53), JobId{0}) == Span{});
    rig->site.interrupt(rig->engine, JobId{0}, Reason::interrupted, Span{});
    rig->run(at_second(1000));
    CHECK(rig->seconds_of(0).second == 53 + 5 + 80);
    CHECK(rig->left[0].interruptions == 2);
    const WorkloadAccount account = rig->site.accounts(at_second(1000)).front();
    CHECK(static_cast<double>(account.lost_milli_ns) == Approx(30 * 4 * 1e12));
    CHECK(static_cast<double>(account.restoring_milli_ns) == Approx((3 + 5) * 4 * 1e12));
    CHECK(rig->checks_hold());
}

TEST_CASE("work is conserved, and every law holds, however often jobs are interrupted", "[site][invariant]")
{
    for (std::uint64_t set = 0; set < 100; ++set) {
        Random random{{1, 0, "test", "interruptions", set}};
        const auto pick = [&](std::uint32_t below) { return static_cast<std::uint32_t>(random.uniform() * below); };
        std::vector<JobSpec> jobs;
        for (std::int64_t i = 0; i < 30; ++i) {
            JobSpec job = soft_job(5 * i, 1 + pick(4), 1 + pick(60));
            job.walltime.reset();
            job.flexibility.restart = whole_seconds(pick(4));
            job.segments.push_back({Segment::Rate::with_clock, whole_seconds(1 + pick(20)), {0.5}});
            job.estimate = job.nominal_duration();
            jobs.push_back(job);
        }
        const auto make = [&] { return rig_of(jobs, std::make_unique<Bully>()); };
        const auto run = [&](std::unique_ptr<JobRig> rig, bool save) {
            Random cuts{{1, 0, "test", "cuts", set}};
            for (int i = 1; i < 40; ++i) {
                rig->run(Time{} + Span{static_cast<std::int64_t>(7.3e9 * i)});
                for (std::uint32_t id = 0; id < 3; ++id) {
                    const bool alive = rig->site.is_running(JobId{id});
                    if (!alive || cuts.uniform() > 0.2) continue;
                    const Span made = rig->site.progress(rig->engine.now(), JobId{id});
                    const Span kept = nearest_span(cuts.uniform() * seconds(made));
                    rig->site.interrupt(rig->engine, JobId{id}, Reason::interrupted, std::min(kept, made));
                }
                REQUIRE(rig->checks_hold());
                if (!save) continue;
                Archive out;
                rig->state(out);
                auto restored = make();
                restored->left = rig->left;
                Archive in{out.bytes()};
                restored->state(in);
                rig = std::move(restored);
            }
            rig->run(at_second(100'000));
            return rig;
        };
        const auto whole = run(make(), false), parts = run(make(), true);
        REQUIRE(whole->site.drained());
        REQUIRE(whole->checks_hold());
        Int128 done = 0;
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            const JobRecord& job = whole->left[i];
            REQUIRE(job.status == JobStatus::completed);
            REQUIRE(job.queued + job.ran == *job.end - job.submit);
            REQUIRE(parts->left[i].end == job.end);
            REQUIRE(parts->left[i].energy == job.energy);
            done += Int128{job.milli_accelerators} * jobs[i].nominal_duration().ns;
        }
        const WorkloadAccount account = whole->site.accounts(whole->engine.now()).front();
        const Int128 useful = account.held_milli_ns - account.lost_milli_ns - account.restoring_milli_ns;
        // An interruption rounds to whole nanoseconds: progress, what is kept of it, and when that had been made.
        REQUIRE(static_cast<double>(useful - done) ==
                Approx(0).margin(3 * 4000.0 * static_cast<double>(account.interruptions)));
    }
}

TEST_CASE("what is left of work is carried over to other accelerators in proportion", "[site][analytic]")
{
    const auto segment = [](std::int64_t s) { return Segment{Segment::Rate::with_clock, whole_seconds(s), {}}; };
    const Segments whole{segment(10), segment(100), segment(20)}, left{segment(25), segment(20)};
    const Segments same = carry_over(whole, left, {segment(10), segment(60), segment(40)});
    REQUIRE(same.size() == 2);
    CHECK(same[0].amount == whole_seconds(15));
    CHECK(same[1].amount == whole_seconds(40));
    // 85 of 130 s are done: of 65 s elsewhere 42.5 s
    const Segments other = carry_over(whole, left, {segment(5), segment(60)});
    REQUIRE(other.size() == 1);
    CHECK(seconds(other[0].amount).si() == Approx(22.5));
}
