#pragma once
#include "models/vocabulary/hardware.h"
#include "models/world/scenario.h"
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// What one technique of a workload costs before it pays.
struct OneOffEnergy {
    std::string technique;
    Energy energy{};
    Seconds time{};
    std::optional<std::string> refusal{}; ///< why hardware does not run it: then it is no part of the energy
};

/// By technique; those that cost nothing are left out. `of_work` parts are of one job of the workload, of the size that
/// most of the first jobs have, on the gang that it gets; all else runs on one whole node.
std::vector<OneOffEnergy> one_offs(const Scenario& scenario, const WorkloadScenario& workload,
                                   const Hardware& hardware);

/// That one was refused: "what zeros costs once leaves out ...".
std::string left_out(const OneOffEnergy& one);

} // namespace dcsim
