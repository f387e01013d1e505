#pragma once
#include "tests/models/world/scenario_run.h"
#include <fmt/core.h>

/// Gangs that share the cables of three switches in a line.
namespace dcsim {

/// Six nodes with an accelerator each, which sends 10 GB/s, on the switches a - b - c. Gangs of two nodes in the order
/// of their workloads: the first lies on a and c, the second on a and b, the third on b and c.
inline std::string line(const std::string& network, const std::string& rest)
{
    return R"(
[scenario]
start = 2025-06-02T00:00:00Z
duration = "1 h"
end = "drained"
[cluster]
nodes = 6
accelerators = 1
power = { kind = "linear", idle = "100 W", full = "500 W" }
[cluster.accelerator]
peak = { bf16 = "1 PFLOP/s" }
achievable = { compute = 1.0 }
memory = "80 GB"
bandwidth = "1 TB/s"
idle = "100 W"
max = "500 W"
scale_up = { bandwidth = "100 GB/s", start = "0 s", hop = "0 s" }
network = { bandwidth = "10 GB/s", start = "0 s", hop = "0 s" }
[cluster.network]
kind = "explicit"
cables = ["node0 a", "node1 c", "node2 a", "node3 b", "node4 b", "node5 c", "a b", "b c 12.5 GB/s"]
latency = "0 s"
)" + network +
           R"(
[scheduling]
kind = "fcfs"
[facility]
kind = "constant-pue"
pue = 1.0
wue = "0 L/kWh"
[output]
traces = "none"
)" + rest;
}

/// A gang of two that computes and sends for so many seconds an item.
inline std::string gang(const std::string& name, double items, double compute, double send,
                        const std::string& more = "")
{
    return fmt::format("[workload.{}]\narrivals = {{ kind = \"at-start\", count = 1 }}\ngpus = 2\n{}\n"
                       "work = {{ kind = \"items\", items = {}, flops = \"{} PFLOP\", all_reduce = \"{} GB\" }}\n",
                       name, more, items, 2 * compute, 10 * send);
}

inline std::string contention(const std::string& how)
{
    return "contention = \"" + how + "\"\n";
}

inline Ran of(const std::string& text)
{
    Ran run = ran(read_scenario(text).policies.front().scenario);
    require_checks_pass(run);
    return run;
}

inline const JobTotals::Workload& workload(const Ran& run, std::size_t i)
{
    return run.outcome.totals.jobs.workloads.at(i);
}

/// How long the gang ran.
inline double length(const Ran& run, std::size_t i)
{
    return workload(run, i).accelerator_seconds / 2;
}

/// Under failures as they are written.
inline Ran of(const std::string& text, const std::string& failures)
{
    const ScenarioFile file = read_scenario(text);
    const Scenario& scenario = file.policies.front().scenario;
    Inputs inputs;
    inputs.provide("/failures.csv", "time,unit,repair\n" + failures);
    MemorySink sink;
    const bool traced = scenario.output.traces != OutputParams::Traces::none;
    Simulation simulation{scenario, Simulation::context_of(scenario, 0, inputs), traced ? &sink : nullptr};
    Ran run = finished(simulation, sink);
    require_checks_pass(run);
    return run;
}

inline std::string replaced(std::string text, const std::string& line, const std::string& by)
{
    const std::size_t from = text.find(line), to = text.find('\n', from);
    return text.replace(from, to - from, by);
}

inline std::string fails(const std::string& unit)
{
    return "[reliability.failures.recorded]\nunit = \"" + unit + "\"\nfile = \"/failures.csv\"\n";
}

} // namespace dcsim
