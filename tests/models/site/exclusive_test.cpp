#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

JobSpec alone(JobSpec job)
{
    job.request.exclusive = true;
    return job;
}

} // namespace

TEST_CASE("an exclusive job shares no node, and pays for what it leaves idle", "[site][analytic]")
{
    // Two nodes of 4, 100 to 900 W. Three accelerators hold a node until 100; one shares the other until 50, and only
    // then another job may have it for itself.
    JobRig rig{nodes_of(2, 4), {alone(gang_job(0, 3, 100)), gang_job(0, 1, 50), alone(gang_job(10, 1, 40))}, fcfs()};
    rig.run(at_second(20));
    CHECK(rig.checks_hold());
    CHECK(rig.site.totals(at_second(20)).accelerator_seconds == Approx(20 * (4 + 1)));
    rig.run(at_second(1000));
    CHECK(rig.checks_hold());
    CHECK(rig.seconds_of(0) == std::pair<std::int64_t, std::int64_t>{0, 100});
    CHECK(rig.seconds_of(2) == std::pair<std::int64_t, std::int64_t>{50, 90});
    CHECK(rig.left[0].energy.si() == Approx(100 * (100 + 800 * 3 / 4.0)));
    CHECK(rig.left[1].energy.si() == Approx(50 * (100 + 800) / 4.0));
    CHECK(rig.left[2].energy.si() == Approx(40 * (100 + 800 / 4.0)));
    CHECK(rig.left[2].milli_accelerators == 1000); // asked for
}

TEST_CASE("nobody else is placed beside an exclusive job, and it waits for empty nodes", "[site]")
{
    // It asks for 5 accelerators, which are two nodes; another would have found room beside it.
    JobRig rig{nodes_of(3, 4),
               {gang_job(0, 1, 30), alone(gang_job(1, 5, 100)), gang_job(2, 3, 10), gang_job(3, 4, 10)},
               fcfs()};
    rig.run(at_second(1000));
    CHECK(rig.checks_hold());
    CHECK(rig.seconds_of(1).first == 1);
    CHECK(rig.seconds_of(2).first == 2);  // beside the first job
    CHECK(rig.seconds_of(3).first == 30); // the node of the first
    JobRig wide{nodes_of(2, 4), {alone(gang_job(0, 5, 100)), gang_job(1, 1, 10), alone(gang_job(2, 9, 10))}, fcfs()};
    wide.run(at_second(1000));
    CHECK(wide.seconds_of(1).first == 100);
    CHECK(wide.left[2].status == JobStatus::rejected);
}

TEST_CASE("a part of a node that no decimals write is charged exactly", "[site][analytic]")
{
    JobSpec third = alone(gang_job(0, 1, 90));
    third.segments.front().load.utilisation = 0.25;
    JobRig rig{nodes_of(1, 3), {third}, fcfs(), std::make_unique<LinearHost>(Power{}, 1200 * watt)};
    rig.run(at_second(100));
    CHECK(rig.left[0].energy.si() == Approx(90 * 1200 * 0.25 / 3).epsilon(1e-12));
}
