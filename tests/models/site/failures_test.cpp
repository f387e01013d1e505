#include "models/compute/checkpoint_rules.h"
#include "sim/numerics/variates.h"
#include "tests/models/made.h"
#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr Time run_end = at_second(1'000'000);

/// Nodes that fail as the rows say: time, node, repair.
std::unique_ptr<Outages> recorded(const ClusterParams& cluster, const std::string& rows)
{
    Inputs inputs;
    inputs.provide("/outages.csv", "time,unit,repair\n" + rows);
    ReliabilityParams p;
    p.failures.push_back({.name = "recorded", .file = "/outages.csv"});
    RunContext run{.seed = 1, .end = run_end};
    run.inputs = &inputs;
    return std::make_unique<Outages>(p, OutageSize{cluster.nodes, cluster.node.accelerators}, run);
}

std::vector<std::shared_ptr<const CheckpointRule>> rule(const std::string& toml)
{
    std::vector<std::shared_ptr<const CheckpointRule>> rules;
    rules.push_back(made(checkpoint_rules(), toml));
    return rules;
}

std::vector<std::shared_ptr<const CheckpointRule>> every_30_s()
{
    return rule("kind = \"fixed\"\ninterval = \"30 s\"\nwrite = \"5 s\"");
}

JobSpec long_job(std::int64_t submit, std::uint32_t accelerators, std::int64_t run)
{
    JobSpec job = gang_job(submit, accelerators, run);
    job.walltime.reset();
    job.flexibility.restart = whole_seconds(10);
    return job;
}

std::unique_ptr<JobRig> rig_of(const ClusterParams& cluster, std::vector<JobSpec> jobs,
                               std::unique_ptr<Outages> outages,
                               std::vector<std::shared_ptr<const CheckpointRule>> rules = {},
                               std::unique_ptr<Scheduler> scheduler = easy())
{
    return std::make_unique<JobRig>(cluster, std::move(jobs), std::move(scheduler),
                                    std::make_unique<LinearHost>(100 * watt, 900 * watt), no_deferral(),
                                    std::move(outages), std::move(rules));
}

/// Of what becomes of the job, that counts which comes after some seconds.
std::unique_ptr<JobRig> counting_from(std::int64_t from, const ClusterParams& cluster, const JobSpec& job,
                                      const std::string& failures)
{
    return std::make_unique<JobRig>(cluster, std::vector{job}, easy(),
                                    std::make_unique<LinearHost>(100 * watt, 900 * watt), no_deferral(),
                                    recorded(cluster, failures), every_30_s(), std::nullopt, std::vector<Elasticity>{},
                                    Interval{at_second(from), Time::never()});
}

} // namespace

TEST_CASE("a failed node costs what came after the last save, and a spare takes its place", "[site][analytic]")
{
    // Saves at 30-35 and 65-70; the failure at 90 loses 20 s; restart until 100; 30 + 5 + 10 s are left.
    const ClusterParams cluster = nodes_of(3, 4);
    const auto rig = rig_of(cluster, {long_job(0, 8, 100)}, recorded(cluster, "90,0,500\n"), every_30_s());
    rig->run(at_second(95));
    CHECK(rig->checks_hold());
    rig->run(at_second(1000));
    CHECK(rig->checks_hold());
    CHECK(rig->seconds_of(0) == std::pair<std::int64_t, std::int64_t>{0, 145});
    const JobTotals totals = rig->site.totals(at_second(1000));
    const JobTotals::Workload& w = totals.workloads.front();
    CHECK(w.interruptions == 1);
    CHECK(w.accelerator_seconds == Approx(8 * 145));
    CHECK(w.lost_accelerator_seconds == Approx(8 * 20));
    CHECK(w.restoring_accelerator_seconds == Approx(8 * 10));
    CHECK(w.saving_accelerator_seconds == Approx(8 * 15));
    CHECK(w.productive_accelerator_seconds() == Approx(8 * 100));
    CHECK(totals.failures == 1);
    CHECK(totals.down_seconds == Approx(4 * 500));
    // Two nodes idle at 100 W all the time, 800 W more each while they work.
    CHECK(rig->left[0].energy.si() == Approx(2 * (145 * 100 + 120 * 800)).epsilon(1e-9));
}

TEST_CASE("time in a save or a restart that goes on is not productive", "[site][analytic]")
{
    // As above: 3 s of the second save at 68; at 95 both saves, 20 s that are lost, and 5 s of the restart.
    const ClusterParams cluster = nodes_of(3, 4);
    for (const auto& [at, saving, lost, restoring] : {std::tuple{68, 8, 0, 0}, {95, 10, 20, 5}}) {
        const auto rig = rig_of(cluster, {long_job(0, 8, 100)}, recorded(cluster, "90,0,500\n"), every_30_s());
        rig->run(at_second(at));
        const JobTotals::Workload w = rig->site.totals(at_second(at)).workloads.front();
        CHECK(w.saving_accelerator_seconds == Approx(8 * saving));
        CHECK(w.lost_accelerator_seconds == Approx(8 * lost));
        CHECK(w.restoring_accelerator_seconds == Approx(8 * restoring));
        CHECK(w.productive_accelerator_seconds() == Approx(8 * (at - saving - lost - restoring)));
    }
}

TEST_CASE("a save that is cut short is lost, by a kill as by a job that takes the accelerators", "[site][analytic]")
{
    const ClusterParams cluster = nodes_of(1, 4);
    JobSpec killed = long_job(0, 4, 100);
    killed.walltime = whole_seconds(33);
    const auto kill = rig_of(cluster, {killed}, nullptr, every_30_s());
    kill->run(at_second(100));
    const JobTotals::Workload at_limit = kill->site.totals(at_second(100)).workloads.front();
    CHECK(at_limit.lost_accelerator_seconds == Approx(4 * 3));
    CHECK(at_limit.lost.si() == Approx(100 * 3)); // at rest
    CHECK(at_limit.productive_accelerator_seconds() == Approx(4 * 30));
    CHECK(kill->site.accounts(at_second(100)).front().bounded_slowdown.mean() == 1); // it never waited: (0 + 33) / 33

    JobSpec low = long_job(0, 4, 50), high = long_job(34, 4, 5);
    low.flexibility = {.interruptible = true};
    high.standing.priority = 1;
    const auto taken =
        rig_of(cluster, {low, high}, nullptr, every_30_s(), priority({.fill = Fill::easy, .preempt_after = Span{}}));
    taken->run(at_second(100));
    CHECK(taken->seconds_of(0) == std::pair<std::int64_t, std::int64_t>{0, 34 + 5 + 20});
    const JobTotals::Workload shared = taken->site.totals(at_second(100)).workloads.front();
    CHECK(shared.lost_accelerator_seconds == Approx(4 * 4));
    CHECK(shared.lost.si() == Approx(100 * 4));
    CHECK(shared.saving_accelerator_seconds == 0);
    CHECK(shared.productive_accelerator_seconds() == Approx(4 * (50 + 5)));
    CHECK(taken->checks_hold());
}

TEST_CASE("an estimate grows by the saves of the work that it is of, whatever the job is", "[site][analytic]")
{
    // Of 50 s of work, 30 s apart: one save of 5 s.
    for (const std::int64_t run : {100, 1000}) {
        JobSpec job = long_job(0, 4, run);
        job.estimate = whole_seconds(50);
        job.killed_at_estimate = true;
        const auto rig = rig_of(nodes_of(1, 4), {job}, nullptr, every_30_s());
        rig->run(at_second(2000));
        CHECK(rig->left[0].status == JobStatus::killed);
        CHECK(rig->seconds_of(0).second == 55);
    }
}

TEST_CASE("of what a failure undoes, a window is charged what came in it", "[site][analytic]")
{
    // As above: lost from 70 to 90, restoring until 100; saves at 65-70, of which a part, and 130-135.
    struct Case {
        std::int64_t from;
        double lost, restoring, saving;
    };
    const ClusterParams cluster = nodes_of(3, 4);
    for (const Case& c : {Case{68, 20, 10, 7}, {80, 10, 10, 5}, {95, 0, 5, 5}}) {
        const auto rig = counting_from(c.from, cluster, long_job(0, 8, 100), "90,0,500\n");
        rig->run(at_second(c.from));
        const JobTotals::Workload before = rig->site.totals(at_second(c.from)).workloads.front();
        rig->run(at_second(1000));
        const JobTotals::Workload after = rig->site.totals(at_second(1000)).workloads.front();
        CHECK(after.lost_accelerator_seconds - before.lost_accelerator_seconds == Approx(8 * c.lost));
        CHECK(after.lost.si() - before.lost.si() == Approx(2 * 900 * c.lost));
        CHECK(after.restoring_accelerator_seconds - before.restoring_accelerator_seconds == Approx(8 * c.restoring));
        CHECK(after.saving_accelerator_seconds - before.saving_accelerator_seconds == Approx(8 * c.saving));
        const double held = 145 - static_cast<double>(c.from);
        CHECK(after.productive_accelerator_seconds() - before.productive_accelerator_seconds() ==
              Approx(8 * (held - c.lost - c.restoring - c.saving)));
    }
}

TEST_CASE("energy that is lost is that of the window, not a part by time", "[site][analytic]")
{
    // 30 s of work at 900 W, and from 30 on a save at 100 W that a failure at 33 cuts: the window sees 2 s of it, or 1
    // s of work besides.
    for (const auto& [from, energy] : {std::pair{31, 2 * 100}, {29, 900 + 3 * 100}}) {
        const ClusterParams cluster = nodes_of(1, 4);
        const auto rig = counting_from(from, cluster, long_job(0, 4, 100), "33,0,500\n");
        rig->run(at_second(100));
        const JobTotals::Workload w = rig->site.totals(at_second(100)).workloads.front();
        CHECK(w.lost_accelerator_seconds == Approx(4 * (33 - from)));
        CHECK(w.lost.si() == Approx(energy).epsilon(1e-12));
    }
}

TEST_CASE("without a spare the job waits for the repair", "[site][analytic]")
{
    const ClusterParams cluster = nodes_of(2, 4);
    const auto rig = rig_of(cluster, {long_job(0, 8, 100)}, recorded(cluster, "90,1,50\n"), every_30_s());
    rig->run(at_second(1000));
    CHECK(rig->checks_hold());
    CHECK(rig->seconds_of(0).second == 140 + 10 + 45);
    CHECK(rig->left[0].queued == whole_seconds(50));
    CHECK(rig->left[0].waited->last == Reason::no_room);
}

TEST_CASE("a job that is never saved starts anew", "[site]")
{
    const ClusterParams cluster = nodes_of(2, 4);
    const auto rig = rig_of(cluster, {long_job(0, 8, 100)}, recorded(cluster, "90,1,0\n"), rule("kind = \"none\""));
    rig->run(at_second(1000));
    CHECK(rig->checks_hold());
    CHECK(rig->seconds_of(0).second == 90 + 10 + 100);
}

TEST_CASE("a job that fails in its restart or in a save goes back to the same save", "[site][analytic]")
{
    const ClusterParams cluster = nodes_of(2, 4);
    // work to 30, save to 35, work to 65, save cut at 67; restart cut at 72; restart to 82, 70 s and two saves are left
    const auto rig = rig_of(cluster, {long_job(0, 8, 100)}, recorded(cluster, "67,1,0\n72,0,0\n"), every_30_s());
    rig->run(at_second(1000));
    CHECK(rig->checks_hold());
    CHECK(rig->seconds_of(0).second == 82 + 70 + 2 * 5);
    CHECK(rig->left[0].interruptions == 2);
}

TEST_CASE("jobs are backfilled around a repair that is expected", "[site]")
{
    const ClusterParams cluster = nodes_of(2, 4);
    for (const auto policy : {easy, conservative}) {
        // The first job needs both nodes, of which one comes back at 110; the second fits before that, the third not.
        std::vector<JobSpec> jobs{long_job(0, 8, 100), long_job(10, 4, 40), long_job(20, 4, 30)};
        const auto rig = rig_of(cluster, jobs, recorded(cluster, "50,1,60\n"), rule("kind = \"none\""), policy());
        rig->run(at_second(60));
        CHECK(rig->checks_hold());
        rig->run(at_second(1000));
        CHECK(rig->checks_hold());
        CHECK(rig->seconds_of(1) == std::pair<std::int64_t, std::int64_t>{50, 90});
        CHECK(rig->seconds_of(0).second == 110 + 10 + 100);
        CHECK(rig->seconds_of(2) == std::pair<std::int64_t, std::int64_t>{220, 250});
    }
}

TEST_CASE("nodes that fail twice at once are back after the longer repair", "[site]")
{
    const ClusterParams cluster = nodes_of(1, 4);
    const auto rig = rig_of(cluster, {long_job(20, 4, 10)}, recorded(cluster, "0,0,100\n10,0,30\n"));
    rig->run(at_second(1000));
    CHECK(rig->checks_hold());
    CHECK(rig->seconds_of(0).first == 100);
    CHECK(rig->site.totals(at_second(1000)).down_seconds == Approx(400));
}

TEST_CASE("every job ends, and every law holds, under random failures", "[site][invariant]")
{
    for (const auto policy : {fcfs, easy, conservative}) {
        const ClusterParams cluster = nodes_of(6, 4);
        ReliabilityParams p;
        const auto law = [](const char* toml) { return [toml] { return made(lifetimes(), toml); }; };
        p.failures.push_back({.name = "gpu",
                              .unit = FailureUnit::accelerator,
                              .every = law("kind = \"exponential\"\nmean = \"4 h\""),
                              .repair = law("kind = \"lognormal\"\nmean = \"5 min\"\ncv = 1.5")});
        p.failures.push_back({.name = "rack",
                              .unit = FailureUnit::rack,
                              .rack_nodes = 3,
                              .every = law("kind = \"weibull\"\nmean = \"3 h\"\nshape = 0.8"),
                              .repair = law("kind = \"fixed\"\nmean = \"3 min\"")});
        p.crews = 2;
        const RunContext run{.seed = 3, .end = run_end};
        Random random{{5, 0, "test", "jobs", 0}};
        std::vector<JobSpec> jobs;
        for (int i = 0; i < 300; ++i) {
            const auto accelerators = static_cast<std::uint32_t>(1 + uniform_below(random, 16));
            const auto length = static_cast<std::int64_t>(1 + uniform_below(random, 1500));
            jobs.push_back(long_job(i * 100, accelerators, length));
            if (i % 3 == 0) jobs.back().estimate = whole_seconds(length / 2 + 1);
        }
        const auto rig =
            rig_of(cluster, jobs, std::make_unique<Outages>(p, OutageSize{6, 4}, run), every_30_s(), policy());
        for (std::int64_t at = 1000; at <= 200'000; at += 1000) {
            rig->run(at_second(at));
            REQUIRE(rig->checks_hold());
        }
        std::uint32_t interruptions = 0;
        for (const JobRecord& job : rig->left) {
            CHECK(job.status == JobStatus::completed);
            interruptions += job.interruptions;
        }
        CHECK(interruptions > 50);
    }
}

TEST_CASE("two halves of a run with failures equal the whole", "[site]")
{
    const ClusterParams cluster = nodes_of(3, 4);
    const auto rig = [&] {
        return rig_of(cluster, {long_job(0, 8, 100), long_job(5, 12, 100)}, recorded(cluster, "90,0,500\n700,2,20\n"),
                      every_30_s());
    };
    const auto whole = rig(), first = rig(), second = rig();
    whole->run(at_second(2000));
    first->run(at_second(95));
    Archive saved;
    first->state(saved);
    Archive restored{saved.bytes()};
    second->state(restored);
    second->run(at_second(2000));
    Archive a, b;
    whole->state(a);
    second->state(b);
    CHECK(a.bytes() == b.bytes());
    CHECK(second->seconds_of(1) == whole->seconds_of(1));
}
