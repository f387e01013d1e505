#include "tests/models/site/elastic_rig.h"
#include <rapidcheck.h>

using namespace dcsim;

TEST_CASE("of jobs that started together the first to be submitted grows first", "[elastic][analytic]")
{
    // The first two leave their records to the fourth and fifth, the last first. A third accelerator is free at 20 s:
    // of two jobs of 100 s the former has done 10 s by then and 90 s are left for two; the latter has 45 s left at 65
    // s.
    std::vector<JobSpec> jobs{job_of(0, 1, 10), job_of(0, 1, 10), job_of(0, 1, 20), job_of(10, 1, 100),
                              job_of(10, 1, 100)};
    for (std::size_t rigid = 0; rigid < 3; ++rigid) jobs[rigid].workload = WorkloadId{1};
    const auto rig = rig_of(nodes_of(1, 3), jobs, at_once(), law_of(SizeChoice::elastic, 1, 2));
    rig->run();
    CHECK(end_of(*rig, 3) == Approx(20 + 90.0 / 2).margin(ns));
    CHECK(end_of(*rig, 4) == Approx(65 + 45.0 / 2).margin(ns));
}

TEST_CASE("jobs that scale perfectly keep the cluster full and end together at the sum of work over accelerators",
          "[elastic][analytic]")
{
    // 8 accelerators; 400 + 300 + 100 accelerator seconds, all there at the start: 100 s, in any order.
    const std::vector<std::vector<std::size_t>> orders{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}};
    const std::vector<std::pair<std::uint32_t, std::int64_t>> jobs{{4, 100}, {2, 150}, {1, 100}};
    for (const auto& order : orders) {
        std::vector<JobSpec> specs;
        for (const std::size_t i : order) specs.push_back(job_of(0, jobs[i].first, jobs[i].second));
        const auto rig = rig_of(nodes_of(1, 8), specs, at_once(), law_of(SizeChoice::elastic, 0.01, 100));
        for (std::int64_t t = 1; t < 100; t += 7) {
            rig->run(at_second(t));
            CHECK(rig->site.totals(rig->engine.now()).accelerator_seconds == Approx(8.0 * static_cast<double>(t)));
        }
        rig->run();
        CHECK(rig->checks_hold());
        double last = 0;
        for (std::size_t i = 0; i < specs.size(); ++i) last = std::max(last, end_of(*rig, i));
        CHECK(last == Approx(100).margin(ns));
        // Energy: the node is full all the time. 900 W for 100 s.
        double energy = 0;
        for (const JobRecord& job : rig->left) energy += job.energy.si();
        CHECK(energy == Approx(90'000));
    }
}

TEST_CASE("two equal elastic jobs share halves, and the one that is left doubles", "[elastic][analytic]")
{
    // 800 and 1200 accelerator seconds on 8 accelerators. The first runs alone until 20 s, when 640 are left; then 4
    // each. It ends at 180 s; the other has 1200 - 640 = 560 left then, which take 70 s on all 8.
    const std::vector jobs{job_of(0, 8, 100), job_of(20, 8, 150)};
    const auto rig = rig_of(nodes_of(1, 8), jobs, at_once(), law_of(SizeChoice::elastic, 0.1, 1));
    rig->run(at_second(100));
    CHECK(rig->checks_hold());
    rig->run();
    CHECK(rig->checks_hold());
    CHECK(end_of(*rig, 0) == Approx(180).margin(ns));
    CHECK(end_of(*rig, 1) == Approx(250).margin(ns));
    CHECK(rig->left[0].resizes == 1);
    CHECK(rig->left[1].resizes == 1);
    CHECK(rig->left[0].queued == Span{});
    CHECK(rig->left[1].interruptions == 0);
    const WorkloadAccount account = rig->site.accounts(rig->engine.now()).front();
    CHECK(account.resizes == 2);
    CHECK(static_cast<double>(account.held_milli_ns) / 1e12 == Approx(2000));
}

TEST_CASE("every change of size costs its time at rest, and no progress", "[elastic][analytic]")
{
    // As above with 6 s at rest after a change. The first shrinks at 20 s, runs from 26 s on and ends at 186 s. The
    // other has 1200 - 4 x 166 = 536 left by then, rests until 192 s, and needs 67 s.
    Elasticity elasticity = law_of(SizeChoice::elastic, 0.1, 1);
    elasticity.resize = whole_seconds(6);
    const std::vector jobs{job_of(0, 8, 100), job_of(20, 8, 150)};
    const auto rig = rig_of(nodes_of(1, 8), jobs, at_once(), elasticity);
    rig->run();
    CHECK(rig->checks_hold());
    CHECK(end_of(*rig, 0) == Approx(186).margin(ns));
    CHECK(end_of(*rig, 1) == Approx(259).margin(ns));
    const WorkloadAccount account = rig->site.accounts(rig->engine.now()).front();
    CHECK(static_cast<double>(account.restoring_milli_ns) / 1e12 == Approx(6 * 4 + 6 * 8));
    CHECK(account.lost_milli_ns == 0);
    // Idle 12.5 W per accelerator while at rest, 112.5 W while it works.
    double energy = 0;
    for (const JobRecord& job : rig->left) energy += job.energy.si();
    CHECK(energy == Approx(2000 * 112.5 + 72 * 12.5));
}

TEST_CASE("a job does not grow when it would end no earlier", "[elastic][analytic]")
{
    // 10 s are left of the second when the first ends: twice the accelerators save 5 s, and cost 6.
    Elasticity elasticity = law_of(SizeChoice::elastic, 0.5, 1);
    elasticity.resize = whole_seconds(6);
    const std::vector jobs{job_of(0, 8, 50), job_of(0, 8, 55)};
    const auto rig = rig_of(nodes_of(1, 8), jobs, at_once(), elasticity);
    rig->run();
    CHECK(end_of(*rig, 0) == Approx(100).margin(ns));
    CHECK(end_of(*rig, 1) == Approx(110).margin(ns));
    CHECK(rig->left[1].resizes == 0);
}

TEST_CASE("a job keeps its size for the interval", "[elastic][analytic]")
{
    // The second comes at 20 s and waits until the first may shrink, at 60 s: 800 - 480 = 320 are left of it then.
    const std::vector jobs{job_of(0, 8, 100), job_of(20, 8, 40)};
    const auto rig = rig_of(nodes_of(1, 8), jobs, elastic({.interval = whole_seconds(60), .least_gain = 0}),
                            law_of(SizeChoice::elastic, 0.1, 1));
    rig->run();
    CHECK(rig->checks_hold());
    CHECK(seconds(rig->left[1].queued).si() == Approx(40));
    CHECK(end_of(*rig, 0) == Approx(140).margin(ns));
    CHECK(end_of(*rig, 1) == Approx(140).margin(ns));
}

TEST_CASE("a job that scales by Amdahl's law gets the size beyond which accelerators add too little",
          "[elastic][analytic]")
{
    // 5 % serial: speed-ups 1.905, 3.478, 5.926, 9.143 on 2, 4, 8, 16; each further accelerator adds 0.905, 0.787,
    // 0.612, 0.402. A least gain of 0.5 stops at 8, of 0.7 at 4. 1000 s on one take 1000 / 5.926 and 1000 / 3.478.
    Elasticity elasticity = law_of(SizeChoice::moldable, 1, 16, 0.05);
    elasticity.steps = Elasticity::Steps::doubling;
    for (const auto& [gain, time] : {std::pair{0.5, 50 + 950.0 / 8}, {0.7, 50 + 950.0 / 4}, {0.0, 50 + 950.0 / 16}}) {
        const auto rig = rig_of(nodes_of(2, 8), {job_of(0, 1, 1000)}, at_once(gain), elasticity);
        rig->run();
        CHECK(end_of(*rig, 0) == Approx(time).margin(ns));
        CHECK(rig->left[0].milli_accelerators == 1000);
    }
}

TEST_CASE("a moldable job starts smaller where that ends earlier than waiting", "[moldable][analytic]")
{
    // 8 accelerators, 6 of them held until 100 s. A job of 8 x 60 s could wait and end at 160 s; two accelerators would
    // take 240 s. One of 8 x 20 s ends at 80 s with two, which is before 120 s.
    for (const auto& make : {easy, conservative, fcfs, skip}) {
        for (const auto& [run, start, end] : {std::tuple{60, 100, 160}, {20, 0, 80}}) {
            std::vector jobs{job_of(0, 6, 100), job_of(0, 8, run)};
            jobs[0].workload = {1}; // rigid
            const auto rig = rig_of(nodes_of(1, 8), jobs, make(), law_of(SizeChoice::moldable, 0.25, 1));
            rig->run();
            CHECK(rig->checks_hold());
            CHECK(end_of(*rig, 0) == Approx(100));
            CHECK(rig->seconds_of(1).first == start);
            CHECK(end_of(*rig, 1) == Approx(end).margin(ns));
        }
    }
}

TEST_CASE("a moldable job that waits starts smaller when another ends, early or as expected", "[moldable][analytic]")
{
    // Two of four accelerators are free from 10 s on, the others from 100 s: twice 50 s from 10 s on end before 150 s.
    for (const auto& make : {easy, fcfs, skip})
        for (const std::int64_t estimate : {10, 12}) {
            JobSpec first = job_of(0, 2, 10);
            first.estimate = whole_seconds(estimate);
            std::vector jobs{first, job_of(0, 2, 100), job_of(1, 4, 50)};
            jobs[0].workload = jobs[1].workload = {1}; // rigid
            const auto rig = rig_of(nodes_of(1, 4), jobs, make(), law_of(SizeChoice::moldable, 0.5, 1));
            rig->run();
            CHECK(rig->seconds_of(2).first == 10);
            CHECK(end_of(*rig, 2) == Approx(110).margin(ns));
        }
}

TEST_CASE("an energy-aware scheduler picks the size of least energy within the bound, and counts what could sleep",
          "[energy-aware][analytic]")
{
    // 10 % serial, 1000 s on one of 8 accelerators of a node: 1000, 550, 325, 212.5 s on 1, 2, 4, 8. At 100 W each
    // above idle that is 100, 110, 130, 170 kJ. A node of 200 W that would sleep at 0 W instead adds 200, 110, 65, 42.5
    // kJ: 300, 220, 195, 212.5.
    Elasticity elasticity = law_of(SizeChoice::moldable, 0.125, 1, 0.1);
    elasticity.steps = Elasticity::Steps::doubling;
    const SleepParams sleep{.after = whole_seconds(1000), .asleep = Power{}, .wake_power = {}};
    struct Expected {
        double slowdown;
        bool sleeps;
        double time;
    };
    for (const auto& [slowdown, sleeps, time] :
         {Expected{10, false, 1000}, {0.6, false, 325}, {0, false, 212.5}, {10, true, 325}, {0.5, true, 212.5}}) {
        JobSpec job = job_of(0, 8, 1000);
        job.segments.front().amount = Span{212'500'000'000};
        job.estimate = job.segments.front().amount;
        JobRig rig{nodes_of(1, 8),
                   {job},
                   energy_aware({.slowdown = slowdown}),
                   std::make_unique<LinearHost>(200 * watt, 1000 * watt),
                   no_deferral(),
                   nullptr,
                   {},
                   sleeps ? std::optional{sleep} : std::nullopt,
                   std::vector{elasticity}};
        rig.run(at_second(5000));
        CHECK(rig.checks_hold());
        CHECK(end_of(rig, 0) == Approx(time).margin(ns));
    }
}

TEST_CASE("a job takes the room of others for the size that it asks for, not for a smaller one", "[elastic][analytic]")
{
    // Two nodes are left to two jobs of 8 and 8 accelerators, of 30 and 31 s: one of them gets 7 or 4 of them.
    // On fewer accelerators the shorter job would be the longer one.
    const ClusterParams cluster = nodes_of(3, 4);
    std::vector jobs{job_of(0, 2, 1000), job_of(1, 8, 31), job_of(2, 8, 30)};
    jobs[0].request.nodes = 2;
    jobs[1].flexibility.interruptible = jobs[2].flexibility.interruptible = true;
    const auto rig =
        rig_of(cluster, jobs, sjf({.fill = Fill::easy, .preempt_after = Span{}}), law_of(SizeChoice::moldable, 0.5, 1));
    rig->run();
    CHECK(rig->checks_hold());
    CHECK(end_of(*rig, 1) == Approx(1 + 31 * 8.0 / 7).margin(ns));
    CHECK(end_of(*rig, 2) == Approx(1 + 61 * 8.0 / 7).margin(ns));
}

TEST_CASE("elastic jobs that leave no choice run as first come, first served with overtaking", "[elastic][invariant]")
{
    CHECK(rc::check("sizes from one to one", [] {
        const auto drawn = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
            rc::gen::tuple(rc::gen::inRange(0, 9), rc::gen::inRange(1, 13), rc::gen::inRange(1, 60)));
        std::vector<JobSpec> jobs;
        std::int64_t submit = 0;
        for (const auto& [gap, size, run] : drawn)
            jobs.push_back(job_of(submit += gap, static_cast<std::uint32_t>(size), run));
        const auto a = rig_of(nodes_of(3, 4), jobs, at_once(), law_of(SizeChoice::elastic, 1, 1));
        const auto b = rig_of(nodes_of(3, 4), jobs, skip(), {});
        a->run();
        b->run();
        for (std::size_t i = 0; i < jobs.size(); ++i) {
            RC_ASSERT(a->left[i].start == b->left[i].start);
            RC_ASSERT(a->left[i].end == b->left[i].end);
            RC_ASSERT(a->left[i].reason == b->left[i].reason);
            RC_ASSERT(a->left[i].energy == b->left[i].energy);
        }
    }));
}

TEST_CASE("whatever is resized, capacity is kept, work is done once, and a run that is restored equals the whole",
          "[elastic][invariant]")
{
    const std::vector<std::function<std::unique_ptr<Scheduler>()>> policies{
        [] { return at_once(); }, [] { return elastic({.interval = whole_seconds(15), .least_gain = 0.3}); },
        [] { return easy(); }, [] { return energy_aware({}); },
        [] { return sjf({.fill = Fill::easy, .preempt_after = Span{}}); }};
    CHECK(rc::check("random elastic jobs", [&] {
        const auto drawn = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
            rc::gen::tuple(rc::gen::inRange(0, 30), rc::gen::inRange(1, 13), rc::gen::inRange(1, 60)));
        Elasticity elasticity =
            law_of(SizeChoice::elastic, *rc::gen::element(0.1, 0.5, 1.0), *rc::gen::element(1.0, 2.0, 4.0), 0);
        elasticity.steps = *rc::gen::element(Elasticity::Steps::doubling, Elasticity::Steps::single);
        elasticity.resize = whole_seconds(*rc::gen::inRange(0, 4));
        std::vector<JobSpec> jobs;
        std::int64_t submit = 0;
        for (const auto& [gap, size, run] : drawn) {
            jobs.push_back(job_of(submit += gap, static_cast<std::uint32_t>(size), run));
            jobs.back().flexibility.interruptible = size % 2 == 0;
            jobs.back().flexibility.restart = whole_seconds(2);
        }
        const std::int64_t half = *rc::gen::inRange(0, 300);
        for (const auto& policy : policies) {
            const auto whole = rig_of(nodes_of(3, 4), jobs, policy(), elasticity);
            for (std::int64_t t = 0; t < 200; t += 17) {
                whole->run(at_second(t));
                RC_ASSERT(whole->checks_hold());
            }
            whole->run();
            RC_ASSERT(whole->site.drained());
            RC_ASSERT(whole->checks_hold());
            double work = 0;
            for (const JobSpec& job : jobs)
                work += job.request.milli_accelerators * seconds(job.nominal_duration()).si() / 1000;
            const WorkloadAccount account = whole->site.accounts(whole->engine.now()).front();
            const double done = static_cast<double>(account.held_milli_ns - account.restoring_milli_ns) / 1e12;
            RC_ASSERT(std::abs(done - work) <= 1e-6 * (1 + work)); // no serial part: accelerator seconds are work
            RC_ASSERT(account.lost_milli_ns == 0);

            const auto first = rig_of(nodes_of(3, 4), jobs, policy(), elasticity);
            const auto second = rig_of(nodes_of(3, 4), jobs, policy(), elasticity);
            first->run(at_second(half));
            Archive out;
            first->state(out);
            second->left = first->left;
            Archive in{out.bytes()};
            second->state(in);
            second->run();
            for (std::size_t i = 0; i < jobs.size(); ++i) {
                RC_ASSERT(whole->left[i].end == second->left[i].end);
                RC_ASSERT(whole->left[i].energy == second->left[i].energy);
            }
        }
    }));
}
