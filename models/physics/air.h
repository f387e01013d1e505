#pragma once

/// Moist air. Temperatures in degC, pressures in Pa, humidity ratios in kg water per kg dry air, enthalpies in J per kg
/// dry air. Pure functions; valid from -100 to 200 degC. [ASHRAE Fundamentals 2017, ch. 1]
namespace dcsim {

inline constexpr double zero_celsius_kelvin = 273.15;

/// Saturation pressure of water and its slope in Pa/K: over ice up to 0.01 degC, over water above.
struct Saturation {
    double pascal, pascal_per_kelvin;
};
Saturation saturation(double celsius);
double saturation_humidity_ratio(double celsius, double pascal);

/// `relative_humidity` is 0..1.
double humidity_ratio(double celsius, double relative_humidity, double pascal);
double relative_humidity(double celsius, double humidity_ratio, double pascal);

double enthalpy(double celsius, double humidity_ratio);
double celsius_of_enthalpy(double enthalpy, double humidity_ratio);
double saturated_enthalpy(double celsius, double pascal);

double specific_volume(double celsius, double humidity_ratio, double pascal); ///< m3 per kg dry air
double density(double celsius, double humidity_ratio, double pascal);         ///< kg moist air per m3

/// Pressure of the standard atmosphere at a height above the sea.
double standard_pascal(double elevation_m);

// Inversions, by Newton's method from `start_celsius`: the answer to the last, nearby question makes them cheap. All
// three functions are increasing and convex, so any start converges.

double wet_bulb_celsius(double celsius, double humidity_ratio, double pascal, double start_celsius);
double dew_point_celsius(double humidity_ratio, double pascal, double start_celsius);
/// Temperature of saturated air with this enthalpy.
double saturated_celsius(double enthalpy, double pascal, double start_celsius);

} // namespace dcsim
