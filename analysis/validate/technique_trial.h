#pragma once
#include "models/efficiency/techniques.h"
#include "models/vocabulary/hardware.h"
#include <string>
#include <vector>

/// What the cases about techniques share.
namespace dcsim::technique_trials {

/// Techniques of the catalogue as a scenario names them. The model may be null.
Techniques techniques(const std::vector<std::string>& names, const AiModel* model);

/// The demand on so many accelerators of a row of the catalogue, in one server without a host, 16 cores each.
Pace pace_on(const std::string& accelerator, const Demand& d, std::uint32_t accelerators = 1);

/// Times as fast as before.
double gain(const std::vector<std::string>& names, const std::string& accelerator, const Demand& before,
            const AiModel* model);

} // namespace dcsim::technique_trials
