#pragma once

namespace dcsim {

/// Approach of a mechanical-draft tower at given range and wet bulb as a parabola in the ratio of water to air flow,
/// both as fractions of design (wet bulb 25.55 degC, range 5.56 K, approach 3.89 K).
/// Fitted for wet bulb -34.4..26.7 degC, range 1.1..22.2 K, ratio <= 8. [Modelica Buildings, YorkCalc; EnergyPlus]
struct YorkParabola {
    double c0, c1, c2;
    double approach(double water_to_air) const { return c0 + water_to_air * (c1 + water_to_air * c2); }
};
YorkParabola york_parabola(double range_kelvin, double wet_bulb_celsius);

inline constexpr double york_least_wet_bulb = -34.4, york_most_wet_bulb = 26.7; // degC
inline constexpr double york_least_range = 1.1, york_most_range = 22.2;         // K
inline constexpr double york_most_water_to_air = 8;

/// The ratio within [least, most] whose approach is `approach_kelvin`, which must lie between those of the bounds.
double york_water_to_air(const YorkParabola&, double approach_kelvin, double least, double most);

} // namespace dcsim
