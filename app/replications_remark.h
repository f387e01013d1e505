#pragma once
#include "models/world/scenario_file.h"
#include <string>

namespace dcsim {

/// What holds where the scenario, or the command line, states replications and [study.precision] asks for as many as it
/// takes; empty otherwise.
std::string replications_remark(const ScenarioFile& file);

} // namespace dcsim
