#pragma once
#include "models/vocabulary/facility.h"
#include "sim/config/fields.h"
#include <string_view>

namespace dcsim {

/// Cooling plants by name.
Registry<Plant, PlantSize> plants();

/// The row whose figure holds the losses between meter and rack inlet, so that it takes no chain with losses beside it.
inline constexpr std::string_view given_pue = "constant-pue";

// The rows, one file each.
Row<Plant, PlantSize> water_chiller_wse();
Row<Plant, PlantSize> air_chiller();
Row<Plant, PlantSize> constant_pue();

} // namespace dcsim
