#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr double core_w = 5;

ClusterParams nodes_with_cores(std::uint32_t nodes)
{
    ClusterParams cluster = nodes_of(nodes, 4);
    cluster.node.cores = 8;
    return cluster;
}

JobSpec core_job(std::int64_t submit, std::uint32_t cores, std::int64_t run, double utilisation = 1)
{
    JobSpec job = gang_job(submit, 0, run);
    job.request.cores = cores;
    job.segments.front().load.utilisation = utilisation;
    return job;
}

/// Nodes of 4 accelerators, from 100 W idle to 900 W, and of 8 cores of 5 W.
JobRig rig_of(std::uint32_t nodes, std::vector<JobSpec> jobs, std::unique_ptr<Scheduler> scheduler = fcfs(),
              std::optional<SleepParams> sleep = {})
{
    return JobRig{nodes_with_cores(nodes),
                  std::move(jobs),
                  std::move(scheduler),
                  std::make_unique<LinearHost>(100 * watt, 900 * watt),
                  no_deferral(),
                  nullptr,
                  {},
                  sleep,
                  {},
                  {Time{}, Time::never()},
                  core_w * watt};
}

} // namespace

TEST_CASE("a job on cores alone pays what it adds, and leaves the others' shares as they are", "[site][analytic]")
{
    JobRig rig = rig_of(2, {gang_job(0, 2, 100), core_job(0, 6, 50, 0.5)});
    rig.run(at_second(20));
    CHECK(rig.checks_hold());
    CHECK(rig.site.loads().power() == nanowatts((2 * 100 + 400 + 6 * 0.5 * core_w) * watt));
    rig.run(at_second(101));
    CHECK(rig.checks_hold());
    CHECK(rig.left[0].energy.si() == Approx(100 * (100 + 800) / 2.0));
    CHECK(rig.left[1].energy.si() == Approx(50 * 6 * 0.5 * core_w));
    CHECK(rig.left[1].milli_accelerators == 0);
    const JobTotals totals = rig.site.totals(at_second(101));
    CHECK(totals.idle.si() == Approx(100 * (101 + 1)));      // the second node, and the first at the end
    CHECK(totals.unallocated.si() == Approx(100 * 100 / 2)); // half of the first
    CHECK(totals.accelerator_seconds == Approx(2 * 100));
    CHECK(totals.core_seconds == Approx(6 * 50));
    CHECK(totals.core_capacity_seconds == Approx(2 * 8 * 101));
    CHECK(totals.workloads[0].core_seconds == totals.core_seconds);
}

TEST_CASE("the idle power of a node whose cores alone are used is unallocated", "[site][analytic]")
{
    JobRig rig = rig_of(2, {core_job(0, 8, 40), core_job(10, 1, 60)});
    rig.run(at_second(100));
    CHECK(rig.checks_hold());
    CHECK(rig.seconds_of(1).first == 10); // on the other node
    const JobTotals totals = rig.site.totals(at_second(100));
    CHECK(totals.unallocated.si() == Approx(100 * (40 + 60)));
    CHECK(totals.idle.si() == Approx(100 * (60 + 40)));
    CHECK(rig.left[0].energy.si() == Approx(40 * 8 * core_w));
}

TEST_CASE("jobs wait for cores as for accelerators, under every scheduler", "[site]")
{
    for (auto* scheduler : {+[] { return fcfs(); }, +[] { return easy(); }, +[] { return skip(); }}) {
        // The first leaves 2 cores; the second waits for its end, and the third for that of the second.
        JobRig rig =
            rig_of(1, {core_job(0, 6, 50), core_job(1, 4, 30), core_job(2, 5, 10), gang_job(2, 4, 10)}, scheduler());
        rig.run(at_second(1000));
        CHECK(rig.checks_hold());
        CHECK(rig.seconds_of(1).first == 50);
        CHECK(rig.seconds_of(2).first == 80);
        CHECK(rig.left[3].status == JobStatus::completed);
    }
    // Backfilling: accelerators are free, and the job in front waits for cores only.
    JobRig rig = rig_of(1, {core_job(0, 6, 50), core_job(1, 4, 30), gang_job(2, 4, 10)}, easy());
    rig.run(at_second(1000));
    CHECK(rig.seconds_of(2).first == 2);
}

TEST_CASE("a job that no node has the cores for, or that holds nothing, is rejected", "[site]")
{
    JobRig rig = rig_of(1, {core_job(0, 9, 50), core_job(0, 0, 50), core_job(0, 8, 50)});
    rig.run(at_second(1000));
    CHECK(rig.left[0].status == JobStatus::rejected);
    CHECK(rig.left[1].status == JobStatus::rejected);
    CHECK(rig.left[2].status == JobStatus::completed);
    JobRig uncounted{nodes_of(1, 4), {core_job(0, 1, 50)}, fcfs()};
    uncounted.run(at_second(1000));
    CHECK(uncounted.left[0].status == JobStatus::rejected);
}

TEST_CASE("an exclusive job on cores alone pays for the node that it holds", "[site][analytic]")
{
    JobSpec alone = core_job(0, 2, 50);
    alone.request.exclusive = true;
    JobRig rig = rig_of(1, {std::move(alone), gang_job(0, 1, 10)});
    rig.run(at_second(1000));
    CHECK(rig.checks_hold());
    CHECK(rig.left[0].energy.si() == Approx(50 * (100 + 2 * core_w)));
    CHECK(rig.seconds_of(1).first == 50);
}

TEST_CASE("a node whose cores are used does not sleep", "[site][analytic]")
{
    SleepParams sleep;
    sleep.after = whole_seconds(10);
    sleep.wake = whole_seconds(5);
    JobRig rig = rig_of(2, {core_job(0, 1, 50)}, fcfs(), sleep);
    rig.run(at_second(40));
    CHECK(rig.checks_hold());
    CHECK(rig.site.loads().power() == nanowatts((100 + core_w) * watt + sleep.asleep)); // the other sleeps
}
