#include "models/cooling/coil.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

constexpr double air_side_share = 0.5; // of the design resistance
constexpr double air_exponent = 0.8, water_exponent = 0.85;
constexpr double balanced = 1e-6; // below this difference of capacity flows the limit is used

struct Resistance {
    double kelvin_per_watt, slope; ///< and its derivative by the water fraction
};

/// 1/G with G = eps C_min, in a form without case distinction: 1/G = a / (1 - e^(-UA a)) + 1/C_w, a = 1/C_a - 1/C_w.
Resistance resistance(const Coil& c, double air_term, double air, double y)
{
    const double water_term = (1 - air_side_share) * std::pow(y, -water_exponent);
    const double ua = c.ua / (air_term + water_term);
    const double ua_slope = ua * ua / c.ua * water_exponent * water_term / y;
    const double per_water = 1 / (c.water * y);
    const double a = 1 / air - per_water;
    const double a_slope = per_water / y;
    if (std::abs(ua * a) < balanced) return {1 / ua + a / 2 + per_water, -ua_slope / (ua * ua) + a_slope / 2 - a_slope};
    const double m = -std::expm1(-ua * a);
    const double m_slope = (1 - m) * (ua_slope * a + ua * a_slope);
    return {a / m + per_water, (a_slope * m - a * m_slope) / (m * m) - a_slope};
}

double air_term(double air_fraction)
{
    return air_side_share * std::pow(air_fraction, -air_exponent);
}

} // namespace

double counterflow_effectiveness(double ntu, double ratio)
{
    if (std::abs(1 - ratio) < balanced) return ntu / (1 + ntu);
    const double e = std::exp(-ntu * (1 - ratio));
    return (1 - e) / (1 - ratio * e);
}

double counterflow_ntu(double effectiveness, double ratio)
{
    require(effectiveness >= 0 && effectiveness < 1, "no exchanger has an effectiveness of 1 or more");
    if (std::abs(1 - ratio) < balanced) return effectiveness / (1 - effectiveness);
    return std::log((1 - effectiveness * ratio) / (1 - effectiveness)) / (1 - ratio);
}

Coil sized(const CoilDesign& d)
{
    const double air = d.heat.si() / (d.return_air_celsius - d.supply_air_celsius);
    const double water = d.heat.si() / (d.return_water_celsius - d.supply_water_celsius);
    const double least = std::min(air, water), most = std::max(air, water);
    const double effectiveness = d.heat.si() / (least * (d.return_air_celsius - d.supply_water_celsius));
    return {counterflow_ntu(effectiveness, least / most) * least, air, water};
}

double coil_ua(const Coil& c, double x, double y)
{
    return c.ua / (air_term(x) + (1 - air_side_share) * std::pow(y, -water_exponent));
}

double coil_conductance(const Coil& c, double x, double y)
{
    return 1 / resistance(c, air_term(x), c.air * x, y).kelvin_per_watt;
}

double coil_water_fraction(const Coil& c, double x, double wanted, FlowSearch search)
{
    constexpr double tolerance = 1e-12;
    constexpr int most_steps = 100;
    if (wanted <= 0) return search.least;
    const double air_side = air_term(x);
    double y = std::clamp(search.start, search.least, 1.0);
    for (int i = 0; i < most_steps; ++i) {
        // The resistance falls and is convex in y: Newton closes in from the left; from the right it may jump too far.
        const Resistance now = resistance(c, air_side, c.air * x, y);
        const double next = std::clamp(y - (now.kelvin_per_watt - 1 / wanted) / now.slope, y / 4, 1.0);
        const double bounded = std::max(next, search.least);
        if (std::abs(bounded - y) <= tolerance) return bounded;
        y = bounded;
    }
    broken("the water flow of a coil did not converge", std::source_location::current());
}

} // namespace dcsim
