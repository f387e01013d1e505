#pragma once
#include "models/vocabulary/facility.h"
#include "sim/config/fields.h"

namespace dcsim {

/// Power chains by name; a maker is given the design power at the IT boundary (rack inlet).
Registry<PowerChain, Power> chains();

/// IT is fed straight from the meter: for plants whose figure already holds the conversion losses.
std::unique_ptr<PowerChain> no_chain();

} // namespace dcsim
