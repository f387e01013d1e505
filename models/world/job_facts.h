#pragma once
#include "models/site/pacing.h"
#include "models/world/scenario.h"
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// A stretch of a job at scale 1, and what it takes of the whole gang.
struct StretchFacts {
    Stretch stretch;
    PacedStretch paced;
    Seconds time{};
    Energy energy{};
    EnergyLedgers ledgers{}; ///< each sums to `energy`
};

/// What a way of doing the job at one operating point would take.
struct WayFacts {
    std::string label;
    Operating operating;
    Seconds time{};
    Energy energy{};
};

/// Saves by the workload's rule, in a run that nothing interrupts.
struct SavesFacts {
    Span every{}, write{};
    std::int64_t saves{0};
    Seconds time{};
    Energy energy{};
};

/// A job of a workload that states what it computes, on the cluster's nodes, at the servers' plugs.
struct JobFacts {
    ResourceRequest request{};
    std::size_t other_sizes{0}; ///< that jobs have besides
    Allocation on{};
    Work work{};                          ///< as techniques leave it
    std::optional<std::string> refusal{}; ///< why it does not run; then nothing below is known
    PacedWork paced{};                    ///< with saves by a rule, if there is one, instead of those that work states
    SavesFacts saves{};                   ///< by that rule
    Frequency failures{};                 ///< that strike the gang
    std::vector<StretchFacts> stretches{};
    EnergyLedgers ledgers{};
    std::vector<WayFacts> ways{}; ///< all that it may choose from
};

/// A job of the most frequent size among the first that come. None where none comes, or jobs are given by a duration.
std::optional<JobFacts> job_facts(const Scenario& scenario, const WorkloadScenario& workload, const Hardware& hardware);

/// The work of such a job before techniques change it, and what the job gets.
struct JobBefore {
    Work work{};
    Allocation on{};
};
std::optional<JobBefore> job_before_techniques(const Scenario& scenario, const WorkloadScenario& workload,
                                               const Hardware& hardware);

} // namespace dcsim
