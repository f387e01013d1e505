#include "tests/models/site/job_rig.h"
#include <array>
#include <catch2/catch.hpp>
#include <numeric>

using namespace dcsim;

namespace {

using Schedule = std::vector<std::pair<std::int64_t, std::int64_t>>;

Schedule schedule(const JobRig& rig)
{
    Schedule all;
    for (std::size_t i = 0; i < rig.left.size(); ++i) all.push_back(rig.seconds_of(i));
    return all;
}

std::vector<JobSpec> set_s1()
{
    return {gang_job(0, 4, 100),       gang_job(10, 8, 50), gang_job(20, 4, 80),
            gang_job(30, 2, 100, 120), gang_job(40, 2, 60), gang_job(50, 1, 300)};
}
std::vector<JobSpec> set_s2()
{
    return {gang_job(0, 12, 50), gang_job(0, 8, 100), gang_job(10, 2, 20),
            gang_job(10, 8, 60), gang_job(30, 4, 50), gang_job(30, 2, 50)};
}
std::vector<JobSpec> set_s3()
{
    return {gang_job(0, 6, 100), gang_job(1, 8, 10), gang_job(2, 2, 200), gang_job(3, 2, 90)};
}

struct Case {
    std::string name;
    std::vector<JobSpec> jobs;
    std::uint32_t accelerators;
    std::unique_ptr<Scheduler> (*policy)();
    Schedule expected;
    double mean_wait;
};

} // namespace

TEST_CASE("every policy makes the exact schedule of the published gang sets", "[scheduling][analytic]")
{
    const Schedule backfilled_s1{{0, 100}, {100, 150}, {20, 100}, {150, 250}, {150, 210}, {150, 450}};
    const Schedule backfilled_s3{{0, 100}, {100, 110}, {110, 310}, {3, 93}};
    const std::vector<Case> cases{
        {"S1 FCFS",
         set_s1(),
         8,
         fcfs,
         {{0, 100}, {100, 150}, {150, 230}, {150, 250}, {150, 210}, {210, 510}},
         101.66666666666667},
        {"S1 EASY", set_s1(), 8, easy, backfilled_s1, 70},
        {"S1 conservative", set_s1(), 8, conservative, backfilled_s1, 70},
        {"S1 first fit", set_s1(), 8, skip, backfilled_s1, 70},
        {"S2 FCFS",
         set_s2(),
         16,
         fcfs,
         {{0, 50}, {50, 150}, {50, 70}, {70, 130}, {130, 180}, {130, 180}},
         58.333333333333336},
        {"S2 EASY",
         set_s2(),
         16,
         easy,
         {{0, 50}, {50, 150}, {10, 30}, {80, 140}, {30, 80}, {140, 190}},
         38.333333333333336},
        {"S2 conservative",
         set_s2(),
         16,
         conservative,
         {{0, 50}, {50, 150}, {10, 30}, {50, 110}, {110, 160}, {110, 160}},
         41.666666666666664},
        {"S2 first fit",
         set_s2(),
         16,
         skip,
         {{0, 50}, {50, 150}, {10, 30}, {100, 160}, {30, 80}, {50, 100}},
         26.666666666666668},
        {"S3 FCFS", set_s3(), 8, fcfs, {{0, 100}, {100, 110}, {110, 310}, {110, 200}}, 78.5},
        {"S3 EASY", set_s3(), 8, easy, backfilled_s3, 51.75},
        {"S3 conservative", set_s3(), 8, conservative, backfilled_s3, 51.75},
        {"S3 first fit", set_s3(), 8, skip, {{0, 100}, {202, 212}, {2, 202}, {100, 190}}, 74.5},
    };
    for (const Case& c : cases) {
        INFO(c.name);
        // on one node, or on as many: where accelerators are alike it does not matter which are whose
        for (const std::uint32_t per_node : {c.accelerators, 1U}) {
            JobRig rig{nodes_of(c.accelerators / per_node, per_node), c.jobs, c.policy()};
            rig.run();
            CHECK(schedule(rig) == c.expected);
            CHECK(rig.site.accounts(rig.engine.now()).front().wait_seconds.mean() ==
                  Approx(c.mean_wait).epsilon(1e-12));
            CHECK(rig.checks_hold());
        }
    }
}

TEST_CASE("EASY promises the head of the queue a time, not the nodes that it would have had", "[scheduling][analytic]")
{
    // Four of five nodes are free at 100, where the fourth job waits, and one is left over. That one is free from 1 on:
    // the node that was given up first, which the reservation would take.
    JobRig rig{nodes_of(5, 1),
               {gang_job(0, 1, 1), gang_job(0, 2, 100), gang_job(0, 2, 50), gang_job(0, 4, 10), gang_job(2, 1, 200),
                gang_job(2, 1, 200)},
               easy()};
    rig.run();
    CHECK(schedule(rig) == Schedule{{0, 1}, {0, 100}, {0, 50}, {100, 110}, {2, 202}, {110, 310}});
    CHECK(rig.checks_hold());
}

TEST_CASE("EASY starts a gang on such nodes that the head of the queue still finds its own", "[scheduling][analytic]")
{
    // On the first two nodes, where the fourth job would be placed, the third would not start at 100. It can do without
    // one of the three, and has room beside the fourth on the last.
    std::vector<JobSpec> jobs{gang_job(0, 5, 100), gang_job(0, 8, 200), gang_job(0, 6, 100), gang_job(0, 4, 200)};
    const std::array<std::uint32_t, 4> nodes{3, 2, 2, 2};
    for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].request.nodes = nodes[i];
    JobRig rig{nodes_of(3, 8), std::move(jobs), easy()};
    rig.run();
    CHECK(schedule(rig) == Schedule{{0, 100}, {0, 200}, {100, 200}, {0, 200}});
    CHECK(rig.checks_hold());
}

TEST_CASE("bounded slowdowns have a floor of ten seconds", "[scheduling][analytic]")
{
    const auto mean = [](std::vector<JobSpec> jobs, std::unique_ptr<Scheduler> policy) {
        JobRig rig{nodes_of(1, 8), std::move(jobs), std::move(policy)};
        rig.run();
        return rig.site.accounts(rig.engine.now()).front().bounded_slowdown.mean();
    };
    CHECK(mean(set_s1(), fcfs()) == Approx(2.165278).epsilon(1e-6));
    CHECK(mean(set_s1(), easy()) == Approx(1.861111).epsilon(1e-6));
    CHECK(mean(set_s3(), fcfs()) == Approx(3.907222).epsilon(1e-6));
    CHECK(mean(set_s3(), easy()) == Approx(3.61).epsilon(1e-6));
}

TEST_CASE("a gang waits for room on distinct nodes although the pool as a whole has enough", "[scheduling][analytic]")
{
    const auto spread = [](std::uint32_t nodes, std::uint32_t per_node, std::int64_t run) {
        JobSpec job = gang_job(0, nodes * per_node, run);
        job.request.nodes = nodes;
        return job;
    };
    const std::vector<JobSpec> jobs{spread(1, 3, 100), spread(1, 3, 100), spread(1, 2, 50), spread(2, 1, 30)};
    const auto starts = [&](std::unique_ptr<Scheduler> policy) {
        JobRig rig{nodes_of(2, 4), jobs, std::move(policy)};
        rig.run();
        return std::pair{rig.seconds_of(2).first, rig.seconds_of(3).first};
    };
    CHECK(starts(fcfs()) == std::pair<std::int64_t, std::int64_t>{100, 100});
    CHECK(starts(easy()) == std::pair<std::int64_t, std::int64_t>{100, 0});
    CHECK(starts(conservative()) == std::pair<std::int64_t, std::int64_t>{100, 0});
}

TEST_CASE("a longest-first list schedule of seven jobs on three machines ends at 11", "[scheduling][analytic]")
{
    std::vector<JobSpec> jobs;
    for (const int run : {5, 5, 4, 4, 3, 3, 3}) jobs.push_back(gang_job(0, 1, run));
    JobRig rig{nodes_of(3, 1), jobs, fcfs()};
    rig.run();
    CHECK(rig.site.last_end() == at_second(11));
}

TEST_CASE("jobs are killed at their wall time, and complete when they end at its very tick", "[execution][analytic]")
{
    for (const auto rate : {Segment::Rate::fixed, Segment::Rate::with_clock}) {
        std::vector<JobSpec> jobs;
        for (int walltime = 1; walltime <= 20; ++walltime) jobs.push_back(gang_job(0, 1, 10, walltime));
        jobs.push_back(gang_job(0, 1, 10));
        jobs.push_back(gang_job(10, 1, 10));
        for (JobSpec& job : jobs) job.segments.front().rate = rate;
        for (std::size_t i = 20; i < 22; ++i) jobs[i].walltime.reset();

        JobRig rig{nodes_of(8, 8), jobs, fcfs()};
        rig.run(at_second(100));
        const WorkloadAccount account = rig.site.accounts(rig.engine.now()).front();
        CHECK(account.all.completed == 13);
        CHECK(account.all.killed == 9);
        CHECK(static_cast<double>(account.held_milli_ns) * 1e-12 == Approx(175));
        CHECK(rig.site.last_end() == at_second(20));
        for (std::size_t i = 0; i < 9; ++i) CHECK(rig.seconds_of(i).second == static_cast<std::int64_t>(i) + 1);
        CHECK(rig.checks_hold());
    }
}

TEST_CASE("jobs fail or are cancelled after their fraction of all segments, and are counted so",
          "[execution][analytic]")
{
    std::vector<JobSpec> jobs(4, gang_job(0, 1, 10));
    for (JobSpec& job : jobs) job.segments.push_back({Segment::Rate::with_clock, whole_seconds(30), 0.5});
    jobs[0].fate = {Fate::Ending::failed, 0.125}; // inside the first segment
    jobs[1].fate = {Fate::Ending::failed, 0.5};   // inside the second
    jobs[2].fate = {Fate::Ending::cancelled, 1};
    for (JobSpec& job : jobs) job.estimate = job.walltime = job.nominal_duration();
    jobs[3].fate = {Fate::Ending::failed, 0.75};
    jobs[3].walltime = whole_seconds(25); // before it would have failed

    JobRig rig{nodes_of(1, 8), jobs, fcfs()};
    rig.run(at_second(15));
    CHECK(rig.checks_hold());
    rig.run(at_second(100));
    CHECK(rig.seconds_of(0).second == 5);
    CHECK(rig.seconds_of(1).second == 20);
    CHECK(rig.seconds_of(2).second == 40);
    CHECK(rig.seconds_of(3).second == 25);
    const JobCounts counts = rig.site.accounts(rig.engine.now()).front().all;
    CHECK(counts.completed == 0);
    CHECK(counts.failed == 2);
    CHECK(counts.cancelled == 1);
    CHECK(counts.killed == 1);
    CHECK(rig.left[2].status == JobStatus::cancelled);
    CHECK(rig.checks_hold());
}

TEST_CASE("plans believe the estimate of the whole job, not its fate", "[scheduling][analytic]")
{
    // the head of the queue waits for a job that will fail at 10 s of 100 s: backfilling up to 100 s is allowed
    JobSpec failing = gang_job(0, 1, 100);
    failing.fate = {Fate::Ending::failed, 0.1};
    JobRig rig{nodes_of(1, 2), {failing, gang_job(1, 2, 10), gang_job(2, 1, 90)}, easy()};
    rig.run(at_second(1000));
    CHECK(rig.seconds_of(0).second == 10);
    CHECK(rig.seconds_of(2).first == 2);
    CHECK(rig.seconds_of(1).first == 92);
}

TEST_CASE("a job that can never fit is rejected and still counted", "[scheduling][unit]")
{
    JobRig rig{nodes_of(2, 8), {gang_job(0, 17, 10), gang_job(0, 16, 10)}, easy()};
    rig.run(at_second(100));
    CHECK(rig.left[0].status == JobStatus::rejected);
    CHECK(rig.left[0].reason == Reason::never_fits);
    CHECK(rig.left[1].status == JobStatus::completed);
    CHECK(rig.checks_hold());
}

TEST_CASE("a plan that stands on a job which outruns its estimate is looked at now and then, not at every tick",
          "[scheduling][analytic]")
{
    // The first runs for 1,000 s instead of 10; those behind it are believed to take a nanosecond, so that each of
    // their starts seems to be a tick behind the other, as long as the first runs.
    std::vector<JobSpec> jobs{gang_job(0, 4, 1000, 10), gang_job(1, 4, 10), gang_job(1, 4, 10), gang_job(1, 4, 10)};
    for (JobSpec& job : jobs) job.walltime.reset();
    for (std::size_t i = 1; i < jobs.size(); ++i) jobs[i].estimate = Span{1};
    JobRig rig{nodes_of(1, 4), jobs, conservative()};
    rig.run(at_second(2000));
    CHECK(rig.seconds_of(0) == std::pair<std::int64_t, std::int64_t>{0, 1000});
    CHECK(rig.seconds_of(1) == std::pair<std::int64_t, std::int64_t>{1000, 1010});
    CHECK(rig.seconds_of(2) == std::pair<std::int64_t, std::int64_t>{1010, 1020});
    CHECK(rig.seconds_of(3) == std::pair<std::int64_t, std::int64_t>{1020, 1030});
    CHECK(rig.engine.handled() < 200);
}
