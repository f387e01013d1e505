#include "analysis/validate/trial.h"
#include "models/world/metrics.h"
#include "sim/base/calendar.h"
#include <algorithm>
#include <fmt/core.h>

namespace dcsim {

std::string scenario_text(const PlainSite& s)
{
    const std::string grid =
        s.grid.empty() ? fmt::format("kind = \"constant\"\nintensity = \"{} g/kWh\"", s.g_per_kwh) : s.grid;
    return fmt::format(R"([scenario]
start = {}
duration = "{}"
warmup = "{}"
drain = "{}"
end = "{}"
seed = {}
[climate]
kind = "constant"
[cluster]
nodes = {}
accelerators = {}
power = {{ kind = "linear", idle = "{} W", full = "{} W" }}
[scheduling]
kind = "{}"
{}
[facility]
kind = "constant-pue"
pue = {}
wue = "0 L/kWh"
settle_every = "1 h"
[supply.grid]
{}
price = {}
forecast = {{ kind = "oracle" }}
)",
                       s.start, s.duration, s.warmup, s.drain, s.end, s.seed, s.nodes, s.accelerators, s.idle_w,
                       s.full_w, s.scheduler, s.scheduling, s.pue, grid, s.price);
}

std::string csv_workload(const std::string& name, const std::string& further)
{
    return fmt::format("[workload.jobs]\nkind = \"csv\"\nfile = \"{}\"\n{}\n", name, further);
}

std::string mix_grid(const std::string& name)
{
    return fmt::format("kind = \"mix-csv\"\nfile = \"{}\"\n"
                       "emission_factors = {{ coal = \"1000 g/kWh\", nuclear = \"0 g/kWh\" }}",
                       name);
}

std::string mix_csv(const std::vector<double>& g_per_kwh, int minutes, int days)
{
    constexpr std::int64_t ns_per_minute = 60'000'000'000;
    const std::int64_t first = unix_ns({2024, 12, 31, 0});
    std::string csv = "timestamp,COL,NUC\n";
    for (int i = 0; i < days * 24 * 60 / minutes; ++i) {
        const double g = g_per_kwh[static_cast<std::size_t>(i) % g_per_kwh.size()];
        csv += fmt::format("{},{},{}\n", timestamp_text(first + i * minutes * ns_per_minute), g, 1000 - g);
    }
    return csv;
}

double TrialResult::metric(std::string_view name) const
{
    const std::vector<Metric> table = metrics_table("EUR");
    return table[index_of(table, name)].value(outcome.totals).value();
}

const JobRecord& TrialResult::job(std::uint64_t number) const
{
    const auto found = std::ranges::find(jobs, number, &JobRecord::number);
    require(found != jobs.end(), "the job has left");
    return *found;
}

Trial::Trial(const std::string& text, Registries registries)
    : registries_{std::move(registries)}, file_{parse_scenario(text, "validation.toml", registries_)}
{
}

Outcome Trial::run(const Scenario& scenario, std::uint32_t replication, JobListener on_left, Sink* sink)
{
    const RunContext context = Simulation::context_of(scenario, replication, inputs_);
    return Simulation{scenario, context, sink, std::move(on_left)}.finish();
}

Outcome Trial::run(std::uint32_t replication, JobListener on_left, Sink* sink)
{
    return run(file_.policies[file_.baseline()].scenario, replication, std::move(on_left), sink);
}

TrialResult Trial::run(std::uint32_t replication)
{
    return run_policy(file_.baseline(), replication);
}

TrialResult Trial::run_policy(std::size_t policy, std::uint32_t replication)
{
    std::vector<JobRecord> jobs;
    Outcome outcome = run(
        file_.policies[policy].scenario, replication, [&](const JobRecord& job) { jobs.push_back(job); }, nullptr);
    return {std::move(outcome), std::move(jobs)};
}

const CheckResult& check_named(const Outcome& outcome, std::string_view start)
{
    const auto found =
        std::ranges::find_if(outcome.checks, [&](const CheckResult& check) { return check.name.starts_with(start); });
    require(found != outcome.checks.end(), "the run makes the check");
    return *found;
}

} // namespace dcsim
