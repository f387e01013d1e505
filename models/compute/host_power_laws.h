#pragma once
#include "models/vocabulary/host_power.h"
#include "sim/config/fields.h"

namespace dcsim {

/// Laws of a node's power over its load, by name; a maker is given the accelerators of a node. A load outside 0..1 is
/// an error of the caller.
Registry<HostPower, NodeAccelerators> host_power_laws();

} // namespace dcsim
