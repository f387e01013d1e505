#pragma once
#include "models/compute/node_hardware.h"
#include <string>

namespace dcsim {

/// An accelerator as a scenario would name it: `preset = "h100-sxm"`, with what stands beside it.
AcceleratorParams catalogue_accelerator(const std::string& toml);

} // namespace dcsim
