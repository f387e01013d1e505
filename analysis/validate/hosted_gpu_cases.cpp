#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include <fmt/core.h>

/// Tasks on a host with one processor core and one accelerator, both of 2,000 MHz. The core draws 100 W idle and 200 W
/// at full clock, the accelerator 200 W and 400 W, both in proportion between. Also such accelerators under a limit.
namespace dcsim {

namespace {

constexpr double joules_per_kwh = 3.6e6;
constexpr double tflops_at_full_clock = 312;

struct Host {
    std::string duration{"1 h"}, end{"drained"};
    std::uint32_t accelerators{1};
    double host_w{100}, idle_w{200}, most_w{400};
    std::string further{};
};

std::string text_of(const Host& h)
{
    return fmt::format(R"([scenario]
duration = "{0}"
drain = "{0}"
end = "{1}"
[climate]
kind = "constant"
[cluster]
nodes = 1
accelerators = {2}
cores = 1
core_power = "100 W"
power = {{ kind = "server", host = "{3} W", host_slope = 0.0 }}
[cluster.accelerator]
preset = "a100-80gb-sxm"
idle = "{4} W"
max = "{5} W"
achievable = {{ compute = 1.0 }}
clock_law = {{ exponent = 1.0, knee = 0.0 }}
[scheduling]
kind = "fcfs"
[facility]
kind = "constant-pue"
pue = 1.0
wue = "0 L/kWh"
settle_every = "1 h"
[supply.grid]
kind = "constant"
intensity = "0 g/kWh"
price = {{ kind = "fixed", price = "0 EUR/MWh" }}
{6})",
                       h.duration, h.end, h.accelerators, h.host_w, h.idle_w, h.most_w, h.further);
}

/// A task that keeps an accelerator busy for so long at a clock, and cores for so long meanwhile.
std::string task(const std::string& name, double seconds, double clock, double core_seconds, int count = 1)
{
    return fmt::format("[workload.{}]\narrivals = {{ kind = \"at-start\", count = {} }}\ngpus = 1\n"
                       "work = {{ kind = \"items\", items = 1, flops = \"{} TFLOP\", core_time = \"{} s\" }}\n"
                       "control = {{ clock = {} }}\n",
                       name, count, seconds * clock * tflops_at_full_clock, core_seconds, clock);
}

struct HostedCase {
    std::string id, what;
    double clock, core_seconds; ///< of a task of 600 s
    int count;
    double makespan_s, energy_j;
};

std::vector<ValidationRow> cores_and_accelerators(const ValidationContext&)
{
    std::vector<ValidationRow> rows;
    for (const HostedCase& c : {
             HostedCase{"s5", "the accelerator at half clock, the core idle", 0.5, 0, 1, 600, 240'000},
             HostedCase{"s6", "both at half clock", 0.5, 300, 1, 600, 270'000},
             HostedCase{"s7", "the accelerator at full clock, the core at half", 1, 300, 1, 600, 330'000},
             HostedCase{"s8", "the core at full clock, the accelerator at half", 0.5, 600, 1, 600, 300'000},
             HostedCase{"s9", "two of both at half clock, one after the other", 0.5, 300, 2, 1200, 540'000},
         }) {
        Trial trial{text_of({}) + task("task", 600, c.clock, c.core_seconds, c.count)};
        const TrialResult result = trial.run();
        rows.push_back(
            exact("C1." + c.id + ".makespan", c.what + ": makespan, s", c.makespan_s, result.metric("makespan_s")));
        rows.push_back(exact("C1." + c.id + ".energy", c.what + ": energy, J", c.energy_j,
                             result.metric("energy_it_kwh") * joules_per_kwh));
    }
    Trial beside{text_of({}) + task("accelerator", 600, 0.5, 0) +
                 "[workload.core]\narrivals = { kind = \"at-start\" }\ngpus = 0\ncores = 1\nduration = \"600 s\"\n"
                 "utilisation = 0.5\n"};
    const TrialResult result = beside.run();
    const std::string what = "a task on the core beside one on the accelerator, both at half clock";
    rows.push_back(exact("C1.s10.makespan", what + ": makespan, s", 600, result.metric("makespan_s")));
    rows.push_back(
        exact("C1.s10.energy", what + ": energy, J", 270'000, result.metric("energy_it_kwh") * joules_per_kwh));
    const auto joules = [&](std::size_t workload) {
        return result.outcome.totals.jobs.workloads[workload].energy.si();
    };
    rows.push_back(exact("C1.s10.accelerator", "of it the task on the accelerator, with the idle host, J",
                         600 * (300 + 100), joules(0)));
    rows.push_back(exact("C1.s10.core", "of it the task on the core, J", 600 * 50, joules(1)));
    rows.push_back(exact("C1.s10.core-hours", "one core for 600 s, core hours", 1.0 / 6, result.metric("core_hours")));
    return rows;
}

/// Jobs that outlast the window, on accelerators that draw 400 W above idle at full clock; idle all draw 40 W.
std::vector<ValidationRow> shares_under_a_limit(const ValidationContext&)
{
    constexpr double window_s = 200, idle_share_w = 40.0 / 3;
    Trial trial{text_of({.duration = "100 s",
                         .end = "fixed",
                         .accelerators = 3,
                         .host_w = 10,
                         .idle_w = 10,
                         .most_w = 410,
                         .further = "[control]\npower_cap = { limit = \"790 W\" }\n"}) +
                task("a", 1e4, 1, 0) + task("b", 1e4, 0.75, 0) + task("c", 1e4, 0.5, 0)};
    const TrialResult result = trial.run();
    std::vector<ValidationRow> rows;
    const double demand[] = {400, 300, 200}, share[] = {275, 275, 200};
    for (std::size_t i = 0; i < 3; ++i)
        rows.push_back(near(fmt::format("G3.{}", i + 1),
                            fmt::format("demand of {} W under 750 W, to a hundredth of the clock, W", demand[i]),
                            share[i], result.outcome.totals.jobs.workloads[i].energy.si() / window_s - idle_share_w,
                            4));
    return rows;
}

} // namespace

std::vector<ValidationCase> hosted_gpu_cases()
{
    return {
        {"C1.g", "tasks on a core and an accelerator of one host", "OpenDC's own scenarios, answers by hand", 'V', "it",
         cores_and_accelerators},
        {"G3", "fair shares of a limit of power", "by hand", 'C', "it", shares_under_a_limit},
    };
}

} // namespace dcsim
