#pragma once
#include "models/environment/air_path.h"
#include "models/environment/forecasts.h"
#include "models/environment/grid_source.h"
#include "models/environment/price_source.h"
#include "models/environment/weather_source.h"

/// What surrounds a site: weather, grid, prices, and what may be known of them in advance.
namespace dcsim {

Registry<WeatherSource> climates();
Registry<GridSource> grids();
Registry<PriceSource> prices();

} // namespace dcsim
