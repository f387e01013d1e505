#pragma once
#include "models/vocabulary/weather.h"
#include <string>
#include <vector>

namespace dcsim {

/// Hourly states of a typical year from `../shared/data/facility/weather_epw/NAME.epw.gz`; empty where the file is
/// absent.
std::vector<Air> typical_year(const std::string& name);

} // namespace dcsim
