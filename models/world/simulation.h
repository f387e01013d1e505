#pragma once
#include "models/site/totals.h"
#include "models/world/scenario.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dcsim {

class Engine;
class Recorder;
class Sink;
class Site;
class SpareThread;

/// What a run came to over its counting window.
struct Outcome {
    SiteTotals totals;
    std::vector<CheckResult> checks;
    std::map<std::string, double> clamped_hours; ///< by component: hours outside the range of its model
    Time end;                                    ///< when the run ended
    std::map<std::string, std::string> sources;  ///< "grid", "price": basis and origin of the signal
    std::vector<std::string> warnings; ///< what was left out or filled in the input files, and why jobs could not run
};

/// One run of one policy: no signals, no printing, and no threads unless the caller has one to spare, so that command
/// line, tests and programs outside this tree use the same door. Deterministic in (scenario, inputs, seed,
/// replication).
class Simulation {
public:
    /// Builds the models and the first events. `sink` receives the series (null = none); it, the scenario and the
    /// inputs outlive the simulation. `on_left` is told of every job that ends or is rejected. On a thread to
    /// spare, which outlives it (null = none), jobs are drawn or read ahead, and building and supply follow: the sink
    /// is told of different channels from two threads then. Throws IoError if an input file cannot serve the run.
    Simulation(const Scenario& scenario, const RunContext& context, Sink* sink, JobListener on_left = {},
               SpareThread* spare_thread = nullptr);
    ~Simulation();
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    /// The context of replication `replication` of a scenario.
    static RunContext context_of(const Scenario& scenario, std::uint32_t replication, Inputs& inputs);

    Time now() const;
    Time end() const { return end_; } ///< at the latest
    bool finished() const { return now() >= end_; }
    void advance_to(Time to); ///< to end() at the most
    Outcome finish();         ///< advances to the end; once
    std::uint64_t events() const;
    Site& site() { return *site_; }

    /// Everything that evolves. Save at any instant, and the sink after it; restore into a new simulation of the same
    /// scenario and context: the two halves equal the whole, bitwise.
    void state(Archive& archive);

private:
    void pass_window_start();
    void run_to(Time to);

    WindowParams window_;
    Time end_;
    bool counting_{false};
    std::unique_ptr<Engine> engine_;
    std::unique_ptr<Recorder> recorder_; ///< null: nobody receives the series; outlives what it records
    std::unique_ptr<Site> site_;
    std::vector<std::string> workloads_; ///< names
    std::vector<Energy> one_off_;        ///< by workload
    std::vector<std::string> scenario_warnings_;
};

} // namespace dcsim
