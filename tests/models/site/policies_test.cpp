#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

using Times = std::vector<std::pair<std::int64_t, std::int64_t>>;

Times schedule(const ClusterParams& cluster, std::vector<JobSpec> jobs, std::unique_ptr<Scheduler> policy)
{
    JobRig rig{cluster, std::move(jobs), std::move(policy)};
    rig.run(at_second(5));
    CHECK(rig.checks_hold());
    rig.run();
    CHECK(rig.checks_hold());
    Times all;
    for (std::size_t i = 0; i < rig.left.size(); ++i) all.push_back(rig.seconds_of(i));
    return all;
}

OrderedParams preemptive(std::int64_t min_run_s = 0)
{
    return {.fill = Fill::easy, .preempt_after = whole_seconds(min_run_s)};
}

JobSpec of_priority(JobSpec job, std::uint32_t priority)
{
    job.standing.priority = priority;
    job.flexibility.interruptible = true;
    return job;
}

JobSpec of_workload(JobSpec job, std::uint32_t workload, double share = 1)
{
    job.workload = WorkloadId{workload};
    job.standing.share = share;
    return job;
}

} // namespace

TEST_CASE("the shortest expected job starts first, and nobody is stopped for it", "[scheduling][analytic]")
{
    const std::vector jobs{gang_job(0, 1, 10), gang_job(1, 1, 5), gang_job(1, 1, 3, 6), gang_job(2, 1, 4)};
    for (const Fill fill : {Fill::strict, Fill::skip, Fill::easy, Fill::conservative}) {
        const Times expected = fill == Fill::conservative ? Times{{0, 10}, {10, 15}, {15, 18}, {18, 22}}
                                                          // keeps what it has reserved
                                                          : Times{{0, 10}, {14, 19}, {19, 22}, {10, 14}};
        CHECK(schedule(nodes_of(1, 1), jobs, sjf({.fill = fill, .preempt_after = {}})) == expected);
    }
}

TEST_CASE("with preemption the job with the shortest remaining time runs", "[scheduling][analytic]")
{
    std::vector jobs{gang_job(0, 1, 10), gang_job(2, 1, 3), gang_job(3, 1, 9)};
    for (JobSpec& job : jobs) job.flexibility.interruptible = true;
    CHECK(schedule(nodes_of(1, 1), jobs, sjf(preemptive())) == Times{{0, 13}, {2, 5}, {13, 22}});
}

TEST_CASE("a higher priority goes first, and takes accelerators only where it may", "[scheduling][analytic]")
{
    const std::vector jobs{of_priority(gang_job(0, 4, 100), 0), of_priority(gang_job(5, 4, 10), 0),
                           of_priority(gang_job(10, 4, 20), 1)};
    CHECK(schedule(nodes_of(1, 4), jobs, priority({})) == Times{{0, 100}, {120, 130}, {100, 120}});
    CHECK(schedule(nodes_of(1, 4), jobs, priority(preemptive())) == Times{{0, 120}, {120, 130}, {10, 30}});
    CHECK(schedule(nodes_of(1, 4), jobs, priority(preemptive(40))) == Times{{0, 120}, {120, 130}, {40, 60}});
    auto stubborn = jobs;
    stubborn[0].flexibility.interruptible = false;
    CHECK(schedule(nodes_of(1, 4), stubborn, priority(preemptive())) == Times{{0, 100}, {120, 130}, {100, 120}});
}

TEST_CASE("of the jobs that may be stopped those run on whose room is not needed", "[scheduling][analytic]")
{
    // Node 0 holds jobs 0 and 2, node 1 job 1. The last started, 2, is tried first, but four on one node need job 1.
    const std::vector jobs{of_priority(gang_job(0, 2, 100), 0), of_priority(gang_job(1, 4, 100), 0),
                           of_priority(gang_job(2, 2, 100), 0), of_priority(gang_job(10, 4, 50), 7)};
    CHECK(schedule(nodes_of(2, 4), jobs, priority(preemptive())) == Times{{0, 100}, {1, 151}, {2, 102}, {10, 60}});
}

TEST_CASE("what a job that gives way leaves free is not for those that it goes before", "[scheduling][analytic]")
{
    // The third takes 5 of 8 accelerators from the first, which then finds 3 free and needs 6: it waits until 7 s. The
    // second, less urgent than both, would keep it from going on then.
    std::vector jobs{of_priority(gang_job(0, 6, 30), 5), of_priority(gang_job(1, 3, 60), 1),
                     of_priority(gang_job(2, 5, 5), 9)};
    jobs[1].flexibility.interruptible = jobs[2].flexibility.interruptible = false;
    for (const Fill fill : {Fill::strict, Fill::easy})
        CHECK(schedule(nodes_of(1, 8), jobs, priority({.fill = fill, .preempt_after = Span{}})) ==
              Times{{0, 35}, {35, 95}, {2, 7}});
    CHECK(schedule(nodes_of(1, 8), jobs, priority({.fill = Fill::skip, .preempt_after = Span{}})) ==
          Times{{0, 90}, {2, 62}, {2, 7}}); // whoever fits
}

TEST_CASE("urgent jobs that come together all take their room at once", "[scheduling][analytic]")
{
    std::vector jobs{of_priority(gang_job(0, 4, 100), 1), of_priority(gang_job(0, 4, 100), 2)};
    for (int i = 0; i < 8; ++i) jobs.push_back(of_priority(gang_job(10, 1, 10), 9));
    const Times times = schedule(nodes_of(1, 8), jobs, priority(preemptive()));
    CHECK(times[0] == std::pair<std::int64_t, std::int64_t>{0, 110});
    CHECK(times[1] == std::pair<std::int64_t, std::int64_t>{0, 110});
    for (std::size_t i = 2; i < times.size(); ++i) CHECK(times[i] == std::pair<std::int64_t, std::int64_t>{10, 20});
}

TEST_CASE("workloads that have used the same take turns by submission", "[scheduling][analytic]")
{
    // Both have held two accelerators from 1 s to 31 s, one of them in two jobs.
    for (const double share : {1e-6, 1.0, 1e6}) {
        const Times times =
            schedule(nodes_of(1, 4),
                     {of_workload(gang_job(1, 2, 10), 0, share), of_workload(gang_job(1, 2, 30), 1, share),
                      of_workload(gang_job(2, 2, 20), 0, share), of_workload(gang_job(3, 4, 5), 0, share),
                      of_workload(gang_job(4, 4, 5), 1, share)},
                     fair_share({.fill = Fill::strict, .half_life = whole_seconds(100)}));
        CHECK(times == Times{{1, 11}, {1, 31}, {11, 31}, {31, 36}, {36, 41}});
    }
}

TEST_CASE("the workload that has used least of its share goes first, past use fading", "[scheduling][analytic]")
{
    // Half-life 100 s. At 100 s workload 0 has used (100 / ln 2) / 2 = 72.1 s, at 140 s 54.7; workload 1 then 34.9.
    const auto run = [](double share, double of_first = 1) {
        return schedule(nodes_of(1, 1),
                        {of_workload(gang_job(0, 1, 100), 0, of_first), of_workload(gang_job(50, 1, 10), 0, of_first),
                         of_workload(gang_job(51, 1, 40), 1, share), of_workload(gang_job(60, 1, 100), 1, share)},
                        fair_share({.fill = Fill::strict, .half_life = whole_seconds(100)}));
    };
    for (const double scale : {1e-6, 1e6}) CHECK(run(scale, scale) == run(1)); // shares are relative
    CHECK(run(1) == Times{{0, 100}, {240, 250}, {100, 140}, {140, 240}});
    CHECK(run(0.5) == Times{{0, 100}, {140, 150}, {100, 140}, {150, 250}}); // 69.8 of half a share
}

TEST_CASE("the earliest deadline goes first: its own, or slack and estimate", "[scheduling][analytic]")
{
    std::vector jobs{gang_job(0, 1, 10), gang_job(1, 1, 20), gang_job(2, 1, 30), gang_job(3, 1, 10)};
    jobs[1].standing.deadline = whole_seconds(100);
    jobs[2].standing.deadline = whole_seconds(50);
    jobs[3].flexibility.slack = whole_seconds(5);
    CHECK(schedule(nodes_of(1, 1), jobs, edf({})) == Times{{0, 10}, {50, 70}, {20, 50}, {10, 20}});
    // No job is believed to run longer than its wall time.
    jobs = {gang_job(0, 1, 10), gang_job(1, 1, 20, 25), gang_job(2, 1, 20, 100)};
    jobs[2].walltime = whole_seconds(20);
    CHECK(schedule(nodes_of(1, 1), jobs, edf({})) == Times{{0, 10}, {30, 50}, {10, 30}});
}

TEST_CASE("no start brings the predicted power above the cap", "[scheduling][analytic]")
{
    // Four accelerators of 200 W above 100 W: two run at once under 500 W, and one of 3 never does.
    std::vector<JobSpec> jobs(4, gang_job(0, 1, 10));
    CHECK(schedule(nodes_of(1, 4), jobs, power_capped({.cap = 500 * watt})) ==
          Times{{0, 10}, {0, 10}, {10, 20}, {10, 20}});
    jobs = {gang_job(0, 1, 10), gang_job(0, 2, 10), gang_job(0, 1, 10)};
    CHECK(schedule(nodes_of(1, 4), jobs, power_capped({.cap = 500 * watt})) == Times{{0, 10}, {10, 20}, {20, 30}});
    const PowerCapParams overtaking{.cap = 500 * watt, .overtake = true};
    CHECK(schedule(nodes_of(1, 4), jobs, power_capped(overtaking)) == Times{{0, 10}, {10, 20}, {0, 10}});
}

TEST_CASE("a cap holds for laws of power that flatten and that steepen", "[scheduling][invariant]")
{
    class Bent final : public HostPower {
    public:
        explicit Bent(double exponent) : exponent_{exponent} {}
        Power at(double load) const override { return (100 + 800 * std::pow(load, exponent_)) * watt; }

    private:
        double exponent_;
    };
    for (const double exponent : {0.4, 1.0, 2.5}) {
        std::vector<JobSpec> jobs;
        for (std::int64_t i = 0; i < 200; ++i) {
            JobSpec job = gang_job(3 * i, 1 + static_cast<std::uint32_t>(i * 5 % 3), 5 + i * 7 % 40);
            job.segments.front().load.utilisation = 0.25 * static_cast<double>(1 + i % 4);
            job.segments.push_back({Segment::Rate::fixed, whole_seconds(10), {1}});
            job.walltime.reset();
            jobs.push_back(job);
        }
        JobRig rig{nodes_of(4, 4), jobs, power_capped({.cap = 2000 * watt, .overtake = true}),
                   std::make_unique<Bent>(exponent)};
        Power most{};
        for (std::int64_t t = 0; t < 6000; ++t) {
            rig.run(at_second(t));
            most = std::max(most, power(rig.site.loads().power()));
        }
        CHECK(rig.site.drained());
        CHECK(nanowatts(most) <= nanowatts(2000 * watt));
        CHECK(most > 1200 * watt);
    }
}

TEST_CASE("backfill may try the shortest first, and the head keeps its reservation", "[scheduling][analytic]")
{
    // Two free until 100, when the head needs all four: first in order is the job of 90 s, the shortest that of 40.
    const std::vector jobs{gang_job(0, 2, 100), gang_job(1, 4, 50), gang_job(2, 2, 90), gang_job(2, 2, 40)};
    JobSpec blocker = gang_job(1, 2, 4);
    std::vector all{jobs[0], blocker, jobs[1], jobs[2], jobs[3]};
    CHECK(schedule(nodes_of(1, 4), all, easy()) == Times{{0, 100}, {1, 5}, {100, 150}, {5, 95}, {150, 190}});
    CHECK(schedule(nodes_of(1, 4), all, easy_in(BackfillOrder::shortest)) ==
          Times{{0, 100}, {1, 5}, {100, 150}, {150, 240}, {5, 45}});
}

TEST_CASE("a job whose estimate is its wall time is killed there", "[scheduling][analytic]")
{
    JobSpec job = gang_job(0, 1, 100, 60);
    job.walltime.reset();
    job.killed_at_estimate = true;
    JobRig rig{nodes_of(1, 1), {job}, easy()};
    rig.run();
    CHECK(rig.seconds_of(0).second == 60);
    CHECK(rig.left[0].status == JobStatus::killed);
}

TEST_CASE("no job gives way whose room another has that must", "[scheduling][analytic]")
{
    // Three of four nodes: the last started would be asked first, but the two of the other and the free one are enough.
    const std::vector jobs{of_priority(gang_job(0, 2, 100), 0), of_priority(gang_job(1, 1, 100), 0),
                           of_priority(gang_job(2, 3, 10), 1)};
    CHECK(schedule(nodes_of(4, 1), jobs, priority(preemptive())) == Times{{0, 110}, {1, 101}, {2, 12}});
}

TEST_CASE("of jobs that started together the last submitted gives way", "[scheduling][analytic]")
{
    const std::vector jobs{of_priority(gang_job(0, 4, 1), 0), of_priority(gang_job(0, 2, 100), 0),
                           of_priority(gang_job(1, 2, 100), 0), of_priority(gang_job(2, 2, 10), 1)};
    CHECK(schedule(nodes_of(1, 4), jobs, priority(preemptive())) == Times{{0, 1}, {1, 101}, {1, 111}, {2, 12}});
}

TEST_CASE("equal use over share is a tie, which the order of submission decides", "[scheduling][analytic]")
{
    // Half-life 10 s. Workload 1 has held twice as much as workload 0, of twice the share, and three times, of three.
    for (const std::uint32_t times : {2U, 3U}) {
        const std::vector jobs{of_workload(gang_job(0, 1, 10), 0), of_workload(gang_job(0, times, 10), 1, times),
                               of_workload(gang_job(10, 4, 2), 2, 1000), of_workload(gang_job(11, 4, 5), 0),
                               of_workload(gang_job(11, 4, 5), 1, times)};
        CHECK(schedule(nodes_of(1, 4), jobs, fair_share({.fill = Fill::strict, .half_life = whole_seconds(10)})) ==
              Times{{0, 10}, {0, 10}, {10, 12}, {12, 17}, {17, 22}});
    }
}

TEST_CASE("behind the jobs that have reservations others start where they delay none of these",
          "[scheduling][analytic]")
{
    const std::vector beside{gang_job(0, 1, 100), gang_job(0, 1, 100)};
    CHECK(schedule(nodes_of(1, 4), beside, conservative_within(1)) == Times{{0, 100}, {0, 100}});
    const auto behind = [](std::int64_t run) {
        return std::vector{gang_job(0, 3, 10), gang_job(1, 4, 10), gang_job(2, 1, run)};
    };
    CHECK(schedule(nodes_of(1, 4), behind(5), conservative_within(1)) == Times{{0, 10}, {10, 20}, {2, 7}});
    CHECK(schedule(nodes_of(1, 4), behind(9), conservative_within(1)) == Times{{0, 10}, {10, 20}, {20, 29}});
}
