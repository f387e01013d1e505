#include "tests/models/world/one_job.h"

using namespace dcsim;

namespace {

/// Work that is bound by arithmetic takes 10 h on one node at full clock; what hardware makes of it at lower ones.
struct Compute {
    double kwh{0}, hours{0};
};

std::string job(double hours)
{
    // 8 accelerators at .70 of 312 TFLOP/s.
    const double flops = hours * 3600 * 8 * 0.70 * 312e12;
    return "gpus = 8\nwork = { kind = 'items', items = 1000, flops = '" + std::to_string(flops / 1e15) + " TFLOP' }\n";
}

Compute run(const std::string& more)
{
    // A scenario of plain text: the run starts at midnight.
    const JobRun ran = run_job("reference-8xa100", 1, job(10), more);
    return {ran.kwh, ran.hours};
}

/// kW of the node at a clock.
double draw(const std::string& clock)
{
    const JobRun ran = run_job("reference-8xa100", 1, job(10) + "control = { clock = " + clock + " }\n");
    return ran.kwh / ran.hours;
}

} // namespace

TEST_CASE("a limit of its nodes at some hours slows work for these hours, at their power", "[world][control][analytic]")
{
    const std::string day = "[control.nodes.day]\nclock = 0.5\n";
    const Compute always = run(day), never = run(""), noon = run(day + "hours = [6, 18]\n");
    CHECK(never.hours == Approx(10).epsilon(1e-6));
    CHECK(always.hours == Approx(20).epsilon(1e-6));
    CHECK(always.kwh == Approx(20 * draw("0.5")).epsilon(1e-6));
    // 6 h at full clock, the other 4 at half of it until 14:00.
    CHECK(noon.hours == Approx(14).epsilon(1e-6));
    CHECK(noon.kwh == Approx(6 * draw("1.0") + 8 * draw("0.5")).epsilon(1e-6));
    // Slow until 6:00, then 7 h at full clock.
    const Compute night = run(day + "hours = [20, 6]\n");
    CHECK(night.hours == Approx(13).epsilon(1e-6));
    CHECK(night.kwh == Approx(6 * draw("0.5") + 7 * draw("1.0")).epsilon(1e-6));
}

TEST_CASE("a gang is as slow as the slowest of its nodes, and nodes without a limit run as ever",
          "[world][control][analytic]")
{
    const auto hours = [](const std::string& gpus, const std::string& limits) {
        return run_job("reference-8xa100", 2, gpus + "work = { kind = 'items', items = 1000, flops = '9e6 TFLOP' }\n",
                       limits)
            .hours;
    };
    const std::string second = "[control.nodes.second]\nfirst = 1\ncount = 1\nclock = 0.5\n";
    CHECK(hours("gpus = 8\n", second) == Approx(hours("gpus = 8\n", "")).epsilon(1e-9)); // on the first node
    CHECK(hours("gpus = 16\n", second) == Approx(2 * hours("gpus = 16\n", "")).epsilon(1e-6));
}

TEST_CASE("the clock of a job, a limit of its nodes and one of IT power hold together", "[world][control][invariant]")
{
    const std::string limits = "[control.nodes.all]\nclock = 0.9\n[control.power_cap]\nlimit = '3 kW'\n";
    const JobRun both = run_job("reference-8xa100", 1, job(10), limits);
    const JobRun cap = run_job("reference-8xa100", 1, job(10), "[control.power_cap]\nlimit = '3 kW'\n");
    CHECK(both.hours == Approx(cap.hours).epsilon(1e-6)); // the lower of both rules
    const JobRun slow =
        run_job("reference-8xa100", 1, job(10) + "control = { clock = 0.6 }\n", "[control.nodes.all]\nclock = 0.9\n");
    CHECK(slow.hours == Approx(10 / 0.6).epsilon(1e-6));
}

TEST_CASE("a limit that slows nothing leaves which nodes sleep as it was", "[world][control][invariant]")
{
    // With one node kept awake, it is due at the instant at which the other has no job any more.
    const std::string given = "gpus = 4\nduration = '500 s'\n";
    const std::string more =
        "[workload.next]\narrivals = { kind = 'at-start', count = 3 }\ngpus = 16\nduration = '500 s'\n"
        "[control.sleep]\nafter = '100 s'\npower = '10 W'\nwake = '60 s'\nkeep_awake = 1\n";
    const auto run = [&](const std::string& limits) {
        const ScenarioFile file = read_scenario(one_job("reference-8xa100", 2, given, more + limits));
        return ran(file.policies.front().scenario);
    };
    const Ran as_it_is = run(""), limited = run("[control.nodes.all]\nclock = 0.99\n");
    CHECK(as_it_is["makespan_s"] == limited["makespan_s"]);
    CHECK(as_it_is["energy_it_kwh"] == limited["energy_it_kwh"]);
    CHECK(as_it_is["makespan_s"] == Approx(500 + 60 + 3 * 500)); // control comes before schedules: it sleeps, and wakes
}

TEST_CASE("limits of nodes that slow nothing of a workload are told", "[world][control]")
{
    const ScenarioFile file = read_scenario(one_job("reference-8xa100", 1, job(1), R"([control.nodes.all]
clock = 0.5
[workload.given]
arrivals = { kind = "at-start", count = 1 }
gpus = 1
duration = "1 h"
)"));
    const Ran run = ran(file.policies.front().scenario);
    REQUIRE(run.outcome.warnings.size() == 1);
    CHECK(run.outcome.warnings.front() ==
          "workload.given: limits of nodes (control.nodes) do not slow jobs of given duration");
}
