#pragma once
#include "models/world/registries.h"
#include "models/world/scenario_file.h"
#include "models/world/simulation.h"
#include "sim/record/memory_sink.h"
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dcsim {

/// A site without weather, losses or carbon unless asked for: what a queue or a sum of energy needs.
struct PlainSite {
    std::string duration{"1 d"}, warmup{"0 s"}, drain{"0 s"};
    std::string end{"fixed"}; ///< "drained": with the last job
    std::string start{"2025-01-01T00:00:00Z"};
    std::uint32_t nodes{1}, accelerators{1};
    double idle_w{0}, full_w{0}; ///< of one node
    double pue{1}, g_per_kwh{0};
    std::string scheduler{"fcfs"}, scheduling{}; ///< `scheduling`: further lines of that table
    std::string grid{};                          ///< replaces the constant grid where it is not empty
    std::string price{R"({ kind = "fixed", price = "0 EUR/MWh" })"};
    std::uint64_t seed{1};
};

/// The scenario file of the site, ready for workloads to be appended.
std::string scenario_text(const PlainSite& site);
/// A workload that is read from the file `name` of the trial, with the columns that the file's header names.
std::string csv_workload(const std::string& name, const std::string& further = {});

/// A generation file of coal and nuclear whose intensity is the given one in g/kWh from 1 January 2025 on, where coal
/// emits 1000 g/kWh and nuclear nothing. The values, whose number divides a day, repeat from the day before, which
/// forecasts may look back to.
std::string mix_csv(const std::vector<double>& g_per_kwh, int minutes = 60, int days = 8);
/// `[supply.grid]` that reads it.
std::string mix_grid(const std::string& name);

struct TrialResult {
    Outcome outcome;
    std::vector<JobRecord> jobs; ///< in the order in which they left

    double metric(std::string_view name) const;
    const JobRecord& job(std::uint64_t number) const; ///< LogicError if it has not left
};

/// Runs a scenario text as the program would: the same reader, the same simulation, the same metrics.
class Trial {
public:
    explicit Trial(const std::string& text, Registries registries = built_in());

    void provide(const std::string& name, std::string contents) { inputs_.provide(name, std::move(contents)); }
    const ScenarioFile& file() const { return file_; }
    Inputs& inputs() { return inputs_; }

    /// Thread-safe.
    Outcome run(std::uint32_t replication, JobListener on_left, Sink* sink = nullptr);
    TrialResult run(std::uint32_t replication = 0);
    /// Under the policy at `policy`.
    TrialResult run_policy(std::size_t policy, std::uint32_t replication);

private:
    Outcome run(const Scenario& scenario, std::uint32_t replication, JobListener on_left, Sink* sink);

    Registries registries_;
    Inputs inputs_;
    ScenarioFile file_;
};

/// The check of a run whose name begins so; LogicError if there is none.
const CheckResult& check_named(const Outcome& outcome, std::string_view start);

} // namespace dcsim
