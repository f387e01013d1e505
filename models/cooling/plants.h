#pragma once
#include "models/vocabulary/facility.h"
#include "sim/config/fields.h"

namespace dcsim {

/// Cooling plants by name.
Registry<Plant, PlantSize> plants();

// The rows, one file each.
Row<Plant, PlantSize> water_chiller_wse();
Row<Plant, PlantSize> air_chiller();
Row<Plant, PlantSize> constant_pue();

} // namespace dcsim
