#pragma once
#include "models/compute/node_hardware.h"
#include "models/neural/ai_model.h"
#include <string>

/// What the catalogue has, for cases that ask how fast it does published work.
namespace dcsim {

constexpr std::uint32_t accelerators_per_server = 8;

AiModel published_model(const std::string& name);
/// Servers of eight accelerators of a row of the catalogue.
NodeHardwareParams catalogue_servers(const std::string& accelerator);
/// On whole servers, or part of one.
Pace pace_on(const NodeHardwareParams& p, const Demand& d, std::uint32_t accelerators);
double iteration_seconds(const NodeHardwareParams& p, const Demand& d, std::uint32_t accelerators);

} // namespace dcsim
