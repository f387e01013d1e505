#pragma once
#include "models/vocabulary/facility.h"
#include "sim/config/fields.h"
#include <string_view>

namespace dcsim {

/// The row without losses.
inline constexpr std::string_view lossless = "none";

/// Power chains by name.
Registry<PowerChain, ChainSize> chains();

/// IT is fed straight from the meter: for plants whose figure already holds the conversion losses.
std::unique_ptr<PowerChain> no_chain();

} // namespace dcsim
