#include "models/physics/air.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

// Heat capacities in J/(kg K), heats of vaporisation and sublimation at 0 degC in J/kg.
constexpr double cp_air = 1006, cp_vapour = 1860, cp_water = 4186, cp_ice = 2100;
constexpr double vaporisation = 2.501e6, sublimation = 2.830e6;
constexpr double water_to_air = 0.621945;    // ratio of molar masses
constexpr double gas_constant_air = 287.042; // J/(kg K)
constexpr double triple_point_celsius = 0.01;
constexpr double driest = 1e-7; // kg/kg: keeps dew and wet bulb finite

struct RatioAndSlope {
    double value, slope;
};

RatioAndSlope ratio_of(const Saturation& s, double pascal)
{
    const double dry = pascal - s.pascal;
    return {water_to_air * s.pascal / dry, water_to_air * s.pascal_per_kelvin * pascal / (dry * dry)};
}

RatioAndSlope saturation_ratio(double celsius, double pascal)
{
    return ratio_of(saturation(celsius), pascal);
}

struct Bounds {
    double least, most;
};

/// Root of an increasing convex function that returns {value, slope}.
template <class F> double newton(F f, double x, Bounds within)
{
    // K. Convergence is quadratic: after a step this small the error is below 1e-6 K.
    constexpr double step_tolerance = 1e-3;
    constexpr int most_steps = 60;
    x = std::clamp(x, within.least, within.most);
    for (int i = 0; i < most_steps; ++i) {
        const RatioAndSlope now = f(x);
        const double next = std::clamp(x - now.value / now.slope, within.least, within.most);
        const double moved = std::abs(next - x);
        x = next;
        if (moved < step_tolerance) return x;
    }
    broken("Newton's method did not converge on moist air", std::source_location::current());
}

constexpr Bounds valid{-100, 99};

struct MoistAir {
    double celsius, humidity_ratio;
};
enum class Surface { water, ice };

/// Latent heat balance of adiabatic saturation at `wet`, where saturated air is `s`: zero at the wet bulb.
RatioAndSlope wet_bulb_balance(const MoistAir& air, double wet, const RatioAndSlope& s, Surface surface)
{
    const bool ice = surface == Surface::ice;
    const double latent = ice ? sublimation : vaporisation;
    const double falls = ice ? 240 : 2326; // latent heat per kelvin, J/(kg K)
    const double cp_liquid = ice ? cp_ice : cp_water;
    const double balance = (latent - falls * wet) * s.value - cp_air * (air.celsius - wet) -
                           air.humidity_ratio * (latent + cp_vapour * air.celsius - cp_liquid * wet);
    return {balance, (latent - falls * wet) * s.slope - falls * s.value + cp_air + air.humidity_ratio * cp_liquid};
}

} // namespace

Saturation saturation(double celsius)
{
    const double t = celsius + zero_celsius_kelvin;
    const double log_t = std::log(t);
    double log_p = 0, slope = 0;
    if (celsius <= triple_point_celsius) {
        log_p = -5.6745359e3 / t + 6.3925247 + 4.1635019 * log_t +
                t * (-9.677843e-3 + t * (6.2215701e-7 + t * (2.0747825e-9 - t * 9.484024e-13)));
        slope = (5.6745359e3 / t + 4.1635019) / t - 9.677843e-3 +
                t * (2 * 6.2215701e-7 + t * (3 * 2.0747825e-9 - t * 4 * 9.484024e-13));
    } else {
        log_p = -5.8002206e3 / t + 1.3914993 + 6.5459673 * log_t +
                t * (-4.8640239e-2 + t * (4.1764768e-5 - t * 1.4452093e-8));
        slope = (5.8002206e3 / t + 6.5459673) / t - 4.8640239e-2 + t * (2 * 4.1764768e-5 - t * 3 * 1.4452093e-8);
    }
    const double p = std::exp(log_p);
    return {p, p * slope};
}

double saturation_humidity_ratio(double celsius, double pascal)
{
    return saturation_ratio(celsius, pascal).value;
}

double humidity_ratio(double celsius, double relative, double pascal)
{
    const double vapour = relative * saturation(celsius).pascal;
    return std::max(driest, water_to_air * vapour / (pascal - vapour));
}

double relative_humidity(double celsius, double w, double pascal)
{
    return pascal * w / (water_to_air + w) / saturation(celsius).pascal;
}

double enthalpy(double celsius, double w)
{
    return cp_air * celsius + w * (vaporisation + cp_vapour * celsius);
}

double celsius_of_enthalpy(double h, double w)
{
    return (h - w * vaporisation) / (cp_air + w * cp_vapour);
}

double saturated_enthalpy(double celsius, double pascal)
{
    return enthalpy(celsius, saturation_humidity_ratio(celsius, pascal));
}

double specific_volume(double celsius, double w, double pascal)
{
    return gas_constant_air * (celsius + zero_celsius_kelvin) * (1 + w / water_to_air) / pascal;
}

double density(double celsius, double w, double pascal)
{
    return (1 + w) / specific_volume(celsius, w, pascal);
}

double standard_pascal(double elevation_m)
{
    return 101325 * std::pow(1 - 2.25577e-5 * elevation_m, 5.25588);
}

double wet_bulb_celsius(double celsius, double w, double pascal, double start_celsius)
{
    static const Saturation freezing = saturation(0);
    const MoistAir air{celsius, std::max(w, driest)};
    // Water and ice have a root each for a while around 0 degC (supercooling): water is taken where it exists.
    const RatioAndSlope at_freezing = wet_bulb_balance(air, 0, ratio_of(freezing, pascal), Surface::water);
    const Surface surface = celsius < 0 || at_freezing.value > 0 ? Surface::ice : Surface::water;
    const Bounds within = surface == Surface::ice ? Bounds{valid.least, std::min(celsius, 0.0)} : Bounds{0, celsius};
    return newton([&](double wet) { return wet_bulb_balance(air, wet, saturation_ratio(wet, pascal), surface); },
                  start_celsius, within);
}

double dew_point_celsius(double w, double pascal, double start_celsius)
{
    w = std::max(w, driest);
    return newton(
        [&](double t) {
            RatioAndSlope s = saturation_ratio(t, pascal);
            s.value -= w;
            return s;
        },
        start_celsius, valid);
}

double saturated_celsius(double h, double pascal, double start_celsius)
{
    return newton(
        [&](double t) {
            const RatioAndSlope s = saturation_ratio(t, pascal);
            return RatioAndSlope{enthalpy(t, s.value) - h,
                                 cp_air + s.value * cp_vapour + s.slope * (vaporisation + cp_vapour * t)};
        },
        start_celsius, valid);
}

} // namespace dcsim
