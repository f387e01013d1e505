#include "models/environment/air_path.h"
#include "models/physics/air.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

Air AirPath::at(Time t)
{
    const WeatherSeries& w = *weather_;
    const Span since = t - w.first;
    const auto i = static_cast<std::size_t>(since.ns / w.step.ns);
    require(since.ns >= 0 && i + 1 < w.dry_bulb_celsius.size(), "weather is read outside the time that it covers");
    const double part = static_cast<double>(since.ns % w.step.ns) / static_cast<double>(w.step.ns);
    const auto between = [&](const std::vector<double>& v) { return std::lerp(v[i], v[i + 1], part); };
    Air air;
    air.celsius = between(w.dry_bulb_celsius);
    air.pascal = between(w.pascal);
    // A line between two saturated states lies above the saturation curve: the surplus is fog, not vapour.
    air.humidity_ratio = std::min(between(w.humidity_ratio), saturation_humidity_ratio(air.celsius, air.pascal));
    air.wet_bulb_celsius = wet_bulb_celsius(air.celsius, air.humidity_ratio, air.pascal, last_wet_bulb_celsius_);
    last_wet_bulb_celsius_ = air.wet_bulb_celsius;
    return air;
}

} // namespace dcsim
