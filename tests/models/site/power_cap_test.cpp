#include "models/scheduling/deferral.h"
#include "models/scheduling/policies.h"
#include "models/site/jobs.h"
#include "sim/engine/signal.h"
#include "tests/models/compute/hardware_made.h"
#include "tests/models/site/job_rig.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;
using namespace dcsim::testing;

namespace {

/// Arithmetic that keeps eight accelerators busy for so many seconds at full clock. A server of them draws 1,500 W idle
/// and 2,720 W f^3 more at a clock of f.
Work arithmetic(double seconds, double own_clock = 1)
{
    Work work;
    work.ways.push_back(
        {.stretches = {{.demand = of_kernels(Flops{8 * 0.7 * 312e12}, Bytes{}), .iterations = seconds}}});
    work.control.points = {{own_clock, {}}};
    return work;
}

/// Jobs of work on whole servers, each with work of its own.
class WorkJobs final : public JobStream {
public:
    WorkJobs(std::vector<std::int64_t> submits, std::vector<Work> works)
        : submits_{std::move(submits)}, works_{std::move(works)}
    {
    }
    std::optional<Time> next_submit() const override
    {
        return next_ < submits_.size() ? std::optional{at_second(submits_[next_])} : std::nullopt;
    }
    void take(JobSpec& job) override
    {
        job.number = next_;
        job.submit = at_second(submits_[next_]);
        job.request.milli_accelerators = 8000;
        job.work = WorkAmount{.work = static_cast<std::uint32_t>(next_++)};
    }
    const Work* work(std::uint32_t number) override { return &works_[number]; }
    void state(Archive& archive) override { archive("next", next_); }

private:
    std::vector<std::int64_t> submits_;
    std::vector<Work> works_;
    std::size_t next_{0};
};

struct Rig {
    Rig(std::uint32_t nodes, std::vector<std::int64_t> submits, std::vector<Work> works, ClockCapParams cap,
        std::unique_ptr<Scheduler> scheduler = skip())
        : left(submits.size()),
          site{engine, JobsSetup{.cluster = nodes_of(nodes, 8),
                                 .it = it,
                                 .host_power = host,
                                 .hardware = hardware.get(),
                                 .scheduler = std::move(scheduler),
                                 .deferral = no_deferral(),
                                 .carbon = carbon,
                                 .price = price,
                                 .streams = streams(std::move(submits), std::move(works)),
                                 .power_cap = cap,
                                 .on_left = [this](const JobRecord& r) { left.at(r.number) = r; }}}
    {
    }
    static std::vector<std::unique_ptr<JobStream>> streams(std::vector<std::int64_t> submits, std::vector<Work> works)
    {
        std::vector<std::unique_ptr<JobStream>> all;
        all.push_back(std::make_unique<WorkJobs>(std::move(submits), std::move(works)));
        return all;
    }
    double end(std::size_t job) const { return seconds(*left[job].end - Time{}).si(); }
    double joules(std::size_t job) const { return left[job].energy.si(); }
    bool checks_hold() const
    {
        return std::ranges::all_of(site.checks(engine.now()), [](const CheckResult& c) { return c.passed(); });
    }
    void state(Archive& archive) { archive("engine", engine)("it", it)("site", site); }

    Signal<Intensity> intensity{100 * gram_per_kWh};
    Signal<Price> cost{0.1 * per_kWh};
    OracleForecast<Intensity> carbon{intensity};
    OracleForecast<Price> price{cost};
    Engine engine;
    ItPower it;
    std::unique_ptr<Hardware> hardware = make_hardware(reference_node());
    LinearHost host{1500 * watt, 4220 * watt};
    std::vector<JobRecord> left;
    Jobs site;
};

double dynamic(double clock)
{
    return 2720 * std::pow(clock, 3);
}

} // namespace

TEST_CASE("a job under a cap runs at the highest clock that the cap allows", "[site][analytic]")
{
    Rig rig{1, {0}, {arithmetic(100)}, {.limit = (1500 + 1360) * watt}};
    rig.engine.run_until(at_second(1000));
    // 340 f^3 = 170: f = .7937, .79 by hundredths
    CHECK(rig.end(0) == Approx(100 / 0.79).epsilon(1e-9));
    CHECK(rig.joules(0) == Approx((1500 + dynamic(0.79)) * 100 / 0.79).epsilon(1e-9));
    CHECK(rig.site.totals(at_second(1000)).slowed_accelerator_seconds == Approx(8 * 100 / 0.79).epsilon(1e-9));
    CHECK(rig.site.totals(at_second(1000)).over_cap_seconds == 0);
    CHECK(rig.checks_hold());
}

TEST_CASE("jobs share a cap and speed up when one ends", "[site][analytic]")
{
    Rig rig{2, {0, 0}, {arithmetic(100), arithmetic(50)}, {.limit = (2 * 1500 + 2720) * watt}};
    rig.engine.run_until(at_second(1000));
    CHECK(rig.end(1) == Approx(50 / 0.79).epsilon(1e-9));
    CHECK(rig.end(0) == Approx(50 / 0.79 + 50).epsilon(1e-9)); // the other half of it at full clock
    CHECK(rig.joules(0) == Approx((1500 + dynamic(0.79)) * 50 / 0.79 + (1500 + dynamic(1)) * 50).epsilon(1e-9));
    CHECK(rig.checks_hold());
}

TEST_CASE("the lowest of a job's own clock and that of the cap holds, and the cap gives back no more than it took",
          "[site][analytic]")
{
    // Of 1,800 W the job at its own clock of .6 wants 587.5 W; 1,212.5 W are left to the other: .76 by hundredths.
    Rig rig{2, {0, 0}, {arithmetic(100, 0.6), arithmetic(10)}, {.limit = (2 * 1500 + 1800) * watt}};
    rig.engine.run_until(at_second(1000));
    CHECK(rig.end(1) == Approx(10 / 0.76).epsilon(1e-9));
    CHECK(rig.end(0) == Approx(100 / 0.6).epsilon(1e-9));
    CHECK(rig.joules(0) == Approx((1500 + dynamic(0.6)) * 100 / 0.6).epsilon(1e-9));
    CHECK(rig.checks_hold());
}

TEST_CASE("time above a cap that no clock can keep is counted", "[site][analytic]")
{
    Rig rig{1, {0}, {arithmetic(100)}, {.limit = 1600 * watt, .least_clock = 0.5}};
    rig.engine.run_until(at_second(1000));
    CHECK(rig.end(0) == Approx(200).epsilon(1e-9)); // 340 W of the 100 W that are left
    CHECK(rig.site.totals(at_second(1000)).over_cap_seconds == Approx(200).epsilon(1e-9));
    CHECK(rig.checks_hold());
}

TEST_CASE("a power-capped scheduler starts what fits at the lowest clocks, and the cap is kept", "[site][unit]")
{
    // Two jobs at half clock draw 680 W, three 1,020 W.
    const Power limit = (3 * 1500 + 700) * watt;
    Rig rig{3,
            {0, 0, 0},
            {arithmetic(100), arithmetic(100), arithmetic(100)},
            {.limit = limit, .least_clock = 0.5},
            power_capped({.cap = limit, .overtake = false})};
    rig.engine.run_until(at_second(1000));
    CHECK(rig.left[1].start == Time{});
    CHECK(*rig.left[2].start == *rig.left[0].end);
    CHECK(rig.site.totals(at_second(1000)).over_cap_seconds == 0);
    CHECK(rig.checks_hold());
}

TEST_CASE("two halves of a run under a cap equal the whole", "[site]")
{
    const auto rig = [] {
        std::vector<std::int64_t> submits;
        std::vector<Work> works;
        for (int i = 0; i < 30; ++i) {
            submits.push_back(17 * i);
            works.push_back(arithmetic(40 + 13 * (i % 7), i % 3 == 0 ? 0.7 : 1));
        }
        return std::make_unique<Rig>(4, submits, works, ClockCapParams{.limit = (4 * 1500 + 5000) * watt});
    };
    for (const std::int64_t cut : {100, 213, 400}) {
        const auto whole = rig(), first = rig(), second = rig();
        whole->engine.run_until(at_second(2000));
        first->engine.run_until(at_second(cut));
        Archive saved;
        first->state(saved);
        Archive restored{saved.bytes()};
        second->state(restored);
        second->engine.run_until(at_second(2000));
        CHECK(whole->site.loads().it_e18(at_second(2000)) == second->site.loads().it_e18(at_second(2000)));
        CHECK(whole->site.totals(at_second(2000)).slowed_accelerator_seconds ==
              second->site.totals(at_second(2000)).slowed_accelerator_seconds);
        CHECK(whole->left[29].end == second->left[29].end);
        CHECK(whole->checks_hold());
        CHECK(second->checks_hold());
    }
}

TEST_CASE("a job whose power alone is above the scheduler's cap is told of, others are not", "[site][analytic]")
{
    const auto rig_of = [](Power cap) {
        return std::make_unique<JobRig>(nodes_of(2, 4), std::vector<JobSpec>{gang_job(0, 8, 10), gang_job(1, 4, 10)},
                                        power_capped({.cap = cap, .overtake = true}));
    };
    const auto never = rig_of(1500 * watt), later = rig_of(1800 * watt); // 2 x 100 W idle, 2 x 800 W more at most
    never->run();
    later->run();
    const auto above = never->site.above_cap();
    CHECK(above.at(0).jobs == 1);
    CHECK(above.at(0).alone.si() == Approx(1800));
    CHECK(never->left[1].end.has_value());
    CHECK(later->site.above_cap().at(0).jobs == 0);
}

TEST_CASE("jobs that end after their deadline, or wait on when it has passed, are tardy", "[site][analytic]")
{
    std::vector<JobSpec> jobs{gang_job(0, 4, 100), gang_job(0, 4, 100), gang_job(0, 4, 100), gang_job(0, 4, 100)};
    for (std::size_t i = 0; i < 3; ++i) jobs[i].standing.deadline = whole_seconds(100); // the fourth has none
    JobRig rig{nodes_of(1, 4), jobs, fcfs()};
    rig.run(at_second(250)); // ends at 100 and 200, the third runs
    const WorkloadAccount account = rig.site.accounts(at_second(250)).at(0);
    CHECK(account.due == 3);
    CHECK(account.tardy == 2);
    CHECK(account.tardiness_ns == Int128{(100 + 150) * std::int64_t{1'000'000'000}});
}

TEST_CASE("a job that a limit kills does not meet its deadline", "[site][analytic]")
{
    std::vector<JobSpec> jobs{gang_job(0, 4, 100, 50), gang_job(0, 4, 100)};
    for (JobSpec& job : jobs) job.standing.deadline = whole_seconds(200);
    JobRig rig{nodes_of(1, 4), jobs, fcfs()};
    rig.run();
    const WorkloadAccount account = rig.site.accounts(at_second(250)).at(0);
    CHECK(rig.left[0].status == JobStatus::killed);
    CHECK(account.due == 2);
    CHECK(account.tardy == 1);
    CHECK(account.tardiness_ns == 0);
}
