#pragma once
#include "models/vocabulary/hardware.h"
#include "models/world/scenario_file.h"
#include <string>
#include <string_view>

/// The parts of `dcsim explain workload`: where a workload's time and energy go.
namespace dcsim {

/// What is explained; what it refers to outlives it.
struct Explained {
    const ScenarioFile& file;
    const PolicyScenario& policy;
    const WorkloadScenario& workload;

    const Scenario& scenario() const { return policy.scenario; }
    const PoolParams& pool() const { return scenario().pool_of(workload); } ///< on which it runs
};

/// What it is, by which numbers, on which hardware, up to which boundary.
std::string heading_text(const Explained& e);
/// One job: time and energy by stretch, cause and device, and what was chosen.
std::string job_text(const Explained& e, const Hardware& hardware);
/// One replica at several loads.
std::string service_text(const Explained& e, const Hardware& hardware);
/// On how many numbers of which rows it rests, and which of them are unverified.
std::string evidence_text(const Explained& e);

/// A title in a column of its own, and the text behind it.
std::string titled(std::string_view title, const std::string& text);
/// The same for energy, one line for each technique that costs something once.
std::string one_off_text(const Explained& e, const Hardware& hardware);
/// "clock 0.62, cap 150 W"
std::string operating_text(const Operating& run);
/// What cannot be promised under a cap; empty without one.
std::string cap_text(const Explained& e, const Operating& run);

} // namespace dcsim
