#pragma once
#include "models/vocabulary/host_power.h"
#include "sim/config/fields.h"

namespace dcsim {

/// Laws of a node's power over its load, by name; a maker is given the accelerators per node. A load outside 0..1 is an
/// error of the caller.
Registry<HostPower, std::uint32_t> host_power_laws();

} // namespace dcsim
