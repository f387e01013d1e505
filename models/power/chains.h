#pragma once
#include "models/vocabulary/facility.h"
#include "sim/config/fields.h"

namespace dcsim {

/// Power chains by name; a maker is given the design power at the IT boundary (rack inlet).
Registry<PowerChain, Power> chains();

} // namespace dcsim
