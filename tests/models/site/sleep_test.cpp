#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

JobSpec short_job(std::int64_t submit, std::uint32_t accelerators, std::int64_t run)
{
    JobSpec job = gang_job(submit, accelerators, run);
    job.flexibility.interruptible = true;
    return job;
}

/// Hosts of 100 W idle and 900 W full that sleep after 50 s at 10 W and wake within 20 s at 300 W.
std::unique_ptr<JobRig> rig_of(std::uint32_t nodes, std::vector<JobSpec> jobs, std::uint32_t keep_awake = 0)
{
    const SleepParams sleep{.after = whole_seconds(50),
                            .asleep = 10 * watt,
                            .wake = whole_seconds(20),
                            .wake_power = 300 * watt,
                            .keep_awake = keep_awake};
    return std::make_unique<JobRig>(nodes_of(nodes, 4), std::move(jobs), easy(),
                                    std::make_unique<LinearHost>(100 * watt, 900 * watt), no_deferral(), nullptr,
                                    std::vector<std::shared_ptr<const CheckpointRule>>{}, sleep);
}

double joules(const JobRig& rig, std::int64_t s)
{
    return energy_of_e18(rig.site.loads().it_e18(at_second(s))).si();
}

} // namespace

TEST_CASE("an unused host draws its idle power, then that of its sleep", "[site][analytic]")
{
    const auto rig = rig_of(1, {});
    rig->run(at_second(200));
    CHECK(joules(*rig, 200) == Approx(50 * 100 + 150 * 10).epsilon(1e-12));
    CHECK(rig->site.totals(at_second(200)).asleep_node_seconds == Approx(150));
    CHECK(rig->checks_hold());
}

TEST_CASE("a job goes to the host that is kept awake, and not to one that it would have to wake", "[site][analytic]")
{
    // Host 1 was used last, so that host 0 sleeps when the third job comes.
    const auto rig = rig_of(2, {short_job(0, 4, 60), short_job(10, 4, 200), short_job(600, 4, 60)}, 1);
    rig->run(at_second(1000));
    CHECK(rig->left.back().ran == whole_seconds(60));
    CHECK(rig->left.back().end == at_second(660));
    CHECK(rig->checks_hold());
}

TEST_CASE("a host that is switched on n times takes n times the energy of a transition", "[site][analytic]")
{
    std::vector<JobSpec> jobs;
    for (int i = 0; i < 10; ++i) jobs.push_back(short_job(200 * (i + 1), 4, 30));
    const auto rig = rig_of(1, jobs);
    rig->run(at_second(200));
    const double before = joules(*rig, 200);
    rig->run(at_second(2200));
    CHECK(rig->checks_hold());
    // Each time 20 s at 300 W, 30 s at 900 W, 50 s at 100 W and the rest of 200 s asleep.
    const double cycle = 20 * 300 + 30 * 900 + 50 * 100 + 100 * 10;
    CHECK(before == Approx(50 * 100 + 150 * 10).epsilon(1e-12));
    CHECK(joules(*rig, 2200) - before == Approx(10 * cycle).epsilon(1e-12));
    for (const JobRecord& job : rig->left) {
        CHECK(job.status == JobStatus::completed); // its wall time does not count the waking
        CHECK(job.energy.si() == Approx(20 * 300 + 30 * 900).epsilon(1e-12));
        CHECK(job.end == job.submit + whole_seconds(50));
    }
}

TEST_CASE("a job on a host that is awake starts at once", "[site]")
{
    const auto rig = rig_of(2, {short_job(0, 4, 30), short_job(40, 4, 30), short_job(130, 8, 10)});
    rig->run(at_second(1000));
    CHECK(rig->checks_hold());
    CHECK(rig->seconds_of(1) == std::pair<std::int64_t, std::int64_t>{40, 70});
    CHECK(rig->seconds_of(2) == std::pair<std::int64_t, std::int64_t>{130, 160}); // both sleep by then
}

TEST_CASE("a job on a host that wakes for another waits for the rest of that", "[site][analytic]")
{
    for (const std::int64_t later : {0, 1, 19, 20, 25}) {
        const auto rig = rig_of(1, {short_job(100, 2, 30), short_job(100 + later, 2, 10)});
        rig->run(at_second(1000));
        CHECK(rig->checks_hold());
        CHECK(rig->seconds_of(0) == std::pair<std::int64_t, std::int64_t>{100, 150});
        CHECK(rig->seconds_of(1).second == std::max<std::int64_t>(120, 100 + later) + 10);
        // 300 W for 20 s are the first job's but for the second's share of idle power, 50 W while it waits.
        const double waits = static_cast<double>(std::max<std::int64_t>(0, 20 - later));
        CHECK(rig->left[1].energy.si() == Approx(50 * (waits + 10) + 400 * 10));
    }
}

TEST_CASE("hosts that are kept awake wait for work", "[site]")
{
    const auto rig = rig_of(3, {short_job(200, 4, 30), short_job(210, 4, 30)}, 1);
    rig->run(at_second(199));
    CHECK(rig->site.loads().power() == nanowatts(100 * watt + 2 * (10 * watt)));
    rig->run(at_second(1000));
    CHECK(rig->seconds_of(0).second == 230);
    CHECK(rig->seconds_of(1).second == 210 + 20 + 30);
    CHECK(rig->checks_hold());
}

TEST_CASE("two halves of a run with sleep equal the whole", "[site]")
{
    const auto rig = [] { return rig_of(2, {short_job(200, 4, 30), short_job(210, 8, 30)}); };
    const auto whole = rig(), first = rig(), second = rig();
    whole->run(at_second(1000));
    first->run(at_second(215));
    Archive saved;
    first->state(saved);
    Archive restored{saved.bytes()};
    second->state(restored);
    second->run(at_second(1000));
    CHECK(joules(*whole, 1000) == joules(*second, 1000));
    CHECK(second->seconds_of(1) == whole->seconds_of(1));
}

TEST_CASE("a job that is interrupted while its host wakes keeps its wall time", "[site][analytic]")
{
    // Waking from 200 on, interrupted at 202: the host is awake at 220, and the job may run for 10 s from then on.
    JobSpec job = short_job(200, 4, 30);
    job.walltime = whole_seconds(10);
    const auto rig = rig_of(1, {job});
    rig->run(at_second(202));
    rig->site.interrupt(rig->engine, JobId{0}, Reason::interrupted, Span{});
    rig->run(at_second(400));
    CHECK(rig->left[0].status == JobStatus::killed);
    CHECK(rig->left[0].end == at_second(230));
}
