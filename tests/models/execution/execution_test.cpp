#include "models/execution/execution.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

class Curved final : public HostPower {
public:
    Curved(double idle_w, double full_w, double exponent) : idle_{idle_w}, full_{full_w}, exponent_{exponent} {}
    Power at(double load) const override { return Power{idle_ + (full_ - idle_) * std::pow(load, exponent_)}; }

private:
    double idle_, full_, exponent_;
};

/// Its supplies lose the square of its power over 10 kW.
class Supplied final : public HostPower {
public:
    Power at(double load) const override { return Power{100 + 200 * load}; }
    Power supply_loss(Power drawn) const override { return Power{drawn.si() * drawn.si() / 1e4}; }
};

constexpr Time at_second(double s)
{
    return Time{static_cast<std::int64_t>(s * 1e9)};
}

JobSpec job(double length_s, Segment::Rate rate = Segment::Rate::fixed, double utilisation = 1)
{
    JobSpec spec;
    spec.segments = {Segment{rate, at_second(length_s) - Time{}, utilisation}};
    return spec;
}

Gang on_node(std::uint32_t node, std::uint32_t milli, std::uint32_t count = 1)
{
    Gang gang;
    gang.runs = {NodeRun{node, count, milli, 0, 0}};
    return gang;
}

double joules(Int128 energy_e18)
{
    return energy_of_e18(energy_e18).si();
}

} // namespace

TEST_CASE("a job killed by its wall time pays for every host and every second", "[execution][analytic]")
{
    for (const double walltime : {3.0, 4.0}) { // batsim issue 51: 2 hosts of 203 W
        const Curved host{95, 203, 1};
        ItPower it;
        Execution execution{it, host, 2, 1000};
        JobSpec spec = job(10);
        spec.walltime = at_second(walltime) - Time{};
        execution.start(Time{}, JobId{0}, on_node(0, 1000, 2), spec);
        REQUIRE(execution.next_overdue() == at_second(walltime));
        REQUIRE(execution.pop_completed(at_second(walltime)) == JobId::none());
        REQUIRE(execution.pop_overdue(at_second(walltime)) == JobId{0});
        CHECK(joules(execution.end(at_second(walltime), JobId{0}).energy_e18) == Approx(406 * walltime).epsilon(1e-9));
        CHECK(execution.next_segment_end() == Time::never());
    }
}

TEST_CASE("jobs that share a host add up to what the host drew", "[execution][analytic]")
{
    const Curved host{100, 217, 0.5}; // batsim issue 65: 217 W for 3520 s
    ItPower it;
    Execution execution{it, host, 1, 3000};
    for (std::uint32_t i = 0; i < 3; ++i) {
        JobSpec spec = job(3520);
        execution.start(Time{}, JobId{i}, on_node(0, 1000), spec);
    }
    Int128 sum = 0;
    for (JobId done; (done = execution.pop_completed(at_second(3520))) != JobId::none();)
        sum += execution.end(at_second(3520), done).energy_e18;
    CHECK(joules(sum) == Approx(763'840).epsilon(1e-9));
    CHECK(sum + execution.loads().unallocated_e18(at_second(3520)) == execution.loads().it_e18(at_second(3520)));
}

TEST_CASE("an idle host draws its idle power and half a load its share", "[execution][analytic]")
{
    const Curved host{95, 190.738, 1}; // cloudsimplus issue 127
    ItPower it;
    Execution execution{it, host, 1, 1000};
    CHECK(power(execution.loads().power()).si() == Approx(95));
    JobSpec spec = job(600, Segment::Rate::fixed, 0.5);
    execution.start(Time{}, JobId{0}, on_node(0, 1000), spec);
    CHECK(joules(execution.loads().it_e18(at_second(600))) / 3600 == Approx(23.8115).epsilon(1e-9));
}

TEST_CASE("a clock of zero stops progress but not power", "[execution][analytic]")
{
    const Curved host{100, 300, 1};
    ItPower it;
    Execution execution{it, host, 1, 1000};
    JobSpec clocked = job(10, Segment::Rate::with_clock, 1);
    execution.start(Time{}, JobId{0}, on_node(0, 1000), clocked);
    execution.limit(at_second(4), 0);
    CHECK(execution.next_segment_end() == Time::never());
    execution.limit(at_second(104), 0.5);
    REQUIRE(execution.next_segment_end() == at_second(116));
    REQUIRE(execution.pop_completed(at_second(116)) == JobId{0});
    CHECK(joules(execution.end(at_second(116), JobId{0}).energy_e18) == Approx(300 * 116).epsilon(1e-9));
}

TEST_CASE("segments follow each other at their own rate and load", "[execution][unit]")
{
    const Curved host{100, 300, 1};
    ItPower it;
    Execution execution{it, host, 1, 1000};
    JobSpec spec;
    spec.segments = {Segment{Segment::Rate::fixed, at_second(5) - Time{}, 0.0},
                     Segment{Segment::Rate::with_clock, at_second(10) - Time{}, 1.0},
                     Segment{Segment::Rate::fixed, Span{}, 0.5}};
    execution.limit(Time{}, 0.5);
    execution.start(Time{}, JobId{0}, on_node(0, 1000), spec);
    CHECK(power(execution.loads().power()).si() == Approx(100));
    CHECK(execution.pop_completed(at_second(5)) == JobId::none());
    CHECK(power(execution.loads().power()).si() == Approx(300));
    REQUIRE(execution.next_segment_end() == at_second(25));
    REQUIRE(execution.pop_completed(at_second(25)) == JobId{0});
    CHECK(joules(execution.end(at_second(25), JobId{0}).energy_e18) == Approx(5 * 100 + 20 * 300).epsilon(1e-9));
}

TEST_CASE("jobs, idle and unallocated are the IT energy to the last digit, whatever the law", "[execution][invariant]")
{
    for (const double exponent : {0.5, 1.0, 3.0}) {
        const Curved host{123.456789, 987.654321, exponent};
        ItPower it;
        Execution execution{it, host, 5, 7000};
        Int128 ended = 0;
        std::vector<JobId> running;
        Time now;
        for (std::uint32_t i = 0; i < 300; ++i) {
            now = now + Span{1 + (i * 7'919'337LL) % 1'000'003};
            if (running.size() == 7) {
                ended += execution.end(now, running.front()).energy_e18;
                running.erase(running.begin());
            }
            JobSpec spec = job(1e6, Segment::Rate::fixed, 0.137 * (i % 8));
            const JobId id{i % 8};
            execution.start(now, id, on_node(i % 4, 777, 1 + i % 2), spec);
            running.push_back(id);
            Int128 sum = ended;
            const Time later = now + Span{13};
            for (const JobId r : running) sum += execution.energy_e18(later, r);
            const HostLoads& loads = execution.loads();
            REQUIRE(sum + loads.idle_e18(later) + loads.unallocated_e18(later) == loads.it_e18(later));
        }
    }
}

TEST_CASE("a node that draws other than its idle power while nobody uses it is idle at what it draws",
          "[execution][analytic]")
{
    const Curved host{100, 300, 1};
    ItPower it;
    Execution execution{it, host, 2, 1000};
    execution.unused_draws(at_second(10), 1, Power{10});
    CHECK(power(execution.loads().power()).si() == Approx(110));
    execution.unused_draws(at_second(30), 1, std::nullopt);
    JobSpec spec = job(20, Segment::Rate::fixed, 1);
    execution.start(at_second(40), JobId{0}, on_node(1, 1000), spec);
    REQUIRE(execution.pop_completed(at_second(60)) == JobId{0});
    const Int128 of_job = execution.end(at_second(60), JobId{0}).energy_e18;
    const HostLoads& loads = execution.loads();
    CHECK(joules(loads.idle_e18(at_second(100))) == Approx(100 * 100 + (10 + 10 + 40) * 100 + 20 * 10));
    CHECK(joules(of_job) == Approx(20 * 300));
    CHECK(of_job + loads.idle_e18(at_second(100)) + loads.unallocated_e18(at_second(100)) ==
          loads.it_e18(at_second(100)));
}

TEST_CASE("the second moment of power is that of its steps", "[execution][analytic]")
{
    const Curved host{100, 300, 1};
    ItPower it;
    Execution execution{it, host, 2, 1000};
    JobSpec spec = job(1000);
    execution.start(at_second(10), JobId{0}, on_node(0, 1000), spec);
    CHECK(it.square_integral(at_second(30)) == Approx(10 * 200.0 * 200 + 20 * 400.0 * 400));
}

TEST_CASE("supplies lose by the load of each node, not by the mean of all", "[execution][analytic]")
{
    const Supplied host;
    ItPower it;
    Execution execution{it, host, 2, 1000};
    JobSpec spec = job(1000);
    execution.start(at_second(10), JobId{0}, on_node(0, 1000), spec);
    // Two idle nodes lose 1 W each; a busy one loses 9 W.
    CHECK(joules(execution.loads().supply_loss_e18(at_second(30))) == Approx(10 * 2 + 20 * (9 + 1)).epsilon(1e-12));
    execution.end(at_second(30), JobId{0});
    CHECK(joules(execution.loads().supply_loss_e18(at_second(40))) == Approx(220 + 10 * 2).epsilon(1e-12));
}

TEST_CASE("supplies lose by what a job draws directly as by what the law of its node draws", "[execution][analytic]")
{
    const Supplied host;
    ItPower it;
    Execution execution{it, host, 2, 1000};
    JobSpec spec = job(1000, Segment::Rate::fixed, 0);
    spec.segments.front().load.above_idle = 200 * watt; // 100 W on each node
    Gang both;
    both.runs.push_back({.first = 0, .count = 2, .milli_accelerators = 500});
    execution.start(at_second(10), JobId{0}, std::move(both), spec);
    // Each node draws 200 W and loses 4 W.
    CHECK(joules(execution.loads().supply_loss_e18(at_second(30))) == Approx(10 * 2 + 20 * 8).epsilon(1e-12));
    execution.end(at_second(30), JobId{0});
    CHECK(joules(execution.loads().supply_loss_e18(at_second(40))) == Approx(180 + 10 * 2).epsilon(1e-12));
}

TEST_CASE("a segment that is slowed takes longer at its lower load, and the next begins as it is",
          "[execution][analytic]")
{
    const Curved host{100, 300, 1};
    ItPower it;
    Execution execution{it, host, 1, 1000};
    std::vector<JobId> entered;
    execution.tell_entered(entered);
    const Load full{.above_idle = 80 * watt};
    JobSpec spec;
    spec.segments = {Segment{Segment::Rate::with_clock, at_second(10) - Time{}, full},
                     Segment{Segment::Rate::with_clock, at_second(10) - Time{}, full}};
    execution.start(Time{}, JobId{0}, on_node(0, 1000), spec);
    execution.slow(at_second(4), JobId{0}, 0.5, {.above_idle = 20 * watt});
    CHECK(power(execution.loads().power()).si() == Approx(120));
    CHECK(seconds(execution.progress(at_second(8), JobId{0})).si() == Approx(6));
    execution.slow(at_second(8), JobId{0}, 0.25, {.above_idle = 10 * watt});
    CHECK(seconds(execution.progress(at_second(8), JobId{0})).si() == Approx(6));
    REQUIRE(execution.next_segment_end() == at_second(24)); // 4 s at full pace, 4 s at a half, 16 s at a quarter
    CHECK(execution.pop_completed(at_second(24)) == JobId::none());
    CHECK(entered.size() == 2);
    CHECK(power(execution.loads().power()).si() == Approx(180));
    REQUIRE(execution.next_segment_end() == at_second(34));
    REQUIRE(execution.pop_completed(at_second(34)) == JobId{0});
    const double above = 4 * 80 + 4 * 20 + 16 * 10 + 10 * 80;
    CHECK(joules(execution.end(at_second(34), JobId{0}).energy_e18) == Approx(34 * 100 + above).epsilon(1e-12));
}

TEST_CASE("a job that is interrupted while it is slowed keeps the progress that it made", "[execution][analytic]")
{
    const Curved host{100, 300, 1};
    ItPower it;
    Execution execution{it, host, 1, 1000};
    JobSpec spec;
    spec.segments = {Segment{Segment::Rate::with_clock, at_second(10) - Time{}, Load{.above_idle = 80 * watt}}};
    execution.start(Time{}, JobId{0}, on_node(0, 1000), spec);
    execution.slow(at_second(2), JobId{0}, 0.5, {.above_idle = 20 * watt});
    const auto kept = execution.progress(at_second(6), JobId{0});
    const auto interrupted = execution.interrupt(at_second(6), JobId{0}, kept);
    CHECK(seconds(interrupted.left.front().amount).si() == Approx(6));
    CHECK(interrupted.left.front().load.above_idle.si() == Approx(80)); // it goes on as it would have run
    CHECK(joules(interrupted.ended.energy_e18) == Approx(6 * 100 + 2 * 80 + 4 * 20).epsilon(1e-12));
}

TEST_CASE("whoever takes the place of a job that was slowed runs at its own pace", "[execution][unit]")
{
    const Curved host{100, 300, 1};
    ItPower it;
    Execution execution{it, host, 1, 3000};
    const auto begin = [&](Time at, std::uint32_t job) {
        JobSpec spec;
        spec.segments = {Segment{Segment::Rate::with_clock, at_second(10) - Time{}, Load{.above_idle = 80 * watt}}};
        execution.start(at, JobId{job}, on_node(0, 1000), spec);
    };
    begin(Time{}, 0);
    execution.slow(Time{}, JobId{0}, 0.5, {.above_idle = 20 * watt});
    begin(Time{}, 1); // in a place that came after somebody was slowed
    CHECK_FALSE(execution.is_slowed(JobId{1}));
    execution.slow(Time{}, JobId{1}, 0.25, {.above_idle = 10 * watt});
    CHECK(execution.is_slowed(JobId{0}));
    execution.end(at_second(2), JobId{1});
    execution.interrupt(at_second(2), JobId{0}, Span{});
    begin(at_second(2), 2);
    begin(at_second(2), 3);
    CHECK_FALSE(execution.is_slowed(JobId{2}));
    CHECK_FALSE(execution.is_slowed(JobId{3}));
    CHECK(execution.next_segment_end() == at_second(12));
}
