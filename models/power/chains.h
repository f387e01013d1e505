#pragma once
#include "models/vocabulary/facility.h"
#include "sim/config/fields.h"
#include <string_view>

namespace dcsim {

/// The row without losses between meter and rack inlet.
inline constexpr std::string_view lossless = "none";

/// Power chains by name.
Registry<PowerChain, ChainSize> chains();

/// A chain's power supplies of nodes without what is before them: for plants whose figure already holds the losses
/// between meter and rack inlet.
std::unique_ptr<PowerChain> supplies_alone(std::unique_ptr<PowerChain> chain);

} // namespace dcsim
