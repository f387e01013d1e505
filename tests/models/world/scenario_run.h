#pragma once
#include "models/world/metrics.h"
#include "models/world/scenario_file.h"
#include "models/world/simulation.h"
#include "sim/base/errand.h"
#include "sim/record/memory_sink.h"
#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>

namespace dcsim {

inline const Registries& registries()
{
    static const Registries all = built_in();
    return all;
}

inline ScenarioFile read_scenario(const std::string& text)
{
    try {
        return parse_scenario(text, "test.toml", registries());
    } catch (const ConfigError& error) {
        std::string all;
        for (const Problem& p : error.problems()) all += p.key + " " + p.text + "\n";
        FAIL(all + text);
        throw;
    }
}

inline const Scenario& policy(const ScenarioFile& file, const std::string& name)
{
    const auto found = std::ranges::find(file.policies, name, &PolicyScenario::name);
    REQUIRE(found != file.policies.end());
    return found->scenario;
}

/// All that a run came to.
struct Ran {
    Outcome outcome;
    std::vector<Metric> table;
    std::vector<double> metrics;
    std::vector<SeriesRecord> series;
    std::vector<std::byte> state; ///< of the simulation at its end

    double operator[](std::string_view metric) const { return metrics[index_of(table, metric)]; }
};

inline Ran finished(Simulation& simulation, MemorySink& sink)
{
    Ran r{simulation.finish(), metrics_table("EUR"), {}, sink.take(), {}};
    r.metrics = evaluate(r.table, r.outcome.totals);
    Archive archive;
    simulation.state(archive);
    r.state = archive.bytes();
    return r;
}

inline Ran ran(const Scenario& scenario, std::uint32_t replication = 0, bool spare_thread = false)
{
    Inputs inputs;
    MemorySink sink;
    std::optional<SpareThread> spare;
    if (spare_thread) spare.emplace();
    const bool traced = scenario.output.traces != OutputParams::Traces::none;
    Simulation simulation{scenario,
                          Simulation::context_of(scenario, replication, inputs),
                          traced ? &sink : nullptr,
                          {},
                          spare ? &*spare : nullptr};
    return finished(simulation, sink);
}

inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::ranges::equal(a, b, {}, std::bit_cast<std::uint64_t, double>, std::bit_cast<std::uint64_t, double>);
}

inline bool same_bits(const std::vector<SeriesRecord>& a, const std::vector<SeriesRecord>& b)
{
    const auto pattern = [](float v) { return std::bit_cast<std::uint32_t>(v); };
    return std::ranges::equal(a, b, [&](const SeriesRecord& x, const SeriesRecord& y) {
        return x.info.name == y.info.name && std::ranges::equal(x.bins, y.bins, {}, pattern, pattern);
    });
}

inline void require_checks_pass(const Ran& run)
{
    for (const CheckResult& check : run.outcome.checks) {
        INFO(check.name << ": residual " << check.residual << ", tolerance " << check.tolerance);
        CHECK(check.passed());
    }
}

/// A small site at constant weather, grid and price, where everything can be computed by hand: 4 nodes of 4
/// accelerators, 400 W idle and 2,000 W full each. `scenario` is the header, `rest` the workloads and policies.
inline std::string plain_site(const std::string& scenario, const std::string& rest)
{
    return "[scenario]\nstart = 2025-06-02T00:00:00Z\n" + scenario + R"(
[climate]
kind = "constant"
latitude_deg = 50
longitude_deg = 8
[cluster]
nodes = 4
accelerators = 4
power = { kind = "linear", idle = "400 W", full = "2000 W" }
[scheduling]
kind = "fcfs"
[facility]
kind = "constant-pue"
pue = 1.2
wue = "1.8 L/kWh"
[supply.grid]
kind = "constant"
intensity = "400 g/kWh"
price = { kind = "fixed", price = "0.1 EUR/kWh" }
[output]
traces = "none"
)" + rest;
}

} // namespace dcsim
