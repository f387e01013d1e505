#include "models/energy/pv.h"
#include "models/physics/sun.h"
#include "sim/base/calendar.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace dcsim {

namespace {

constexpr double radian = std::numbers::pi / 180; // per degree
constexpr double standard_irradiance = 1000;      // W/m2, at which the peak power is rated
constexpr double standard_celsius = 25;
constexpr double least_cos_zenith = 0.01745; // cos 89 deg: keeps the circumsolar ratio finite at the horizon

struct Sapm {
    double a, b, rise; // rise: cell over back at 1000 W/m2, K
};
constexpr Sapm sapm(Mounting mounting) // [King et al., Sandia 2004]
{
    switch (mounting) {
    case Mounting::open_rack_polymer: return {-3.56, -0.075, 3};
    case Mounting::open_rack_glass: return {-3.47, -0.0594, 3};
    case Mounting::close_roof_glass: return {-2.98, -0.0471, 1};
    case Mounting::insulated_back_polymer: break;
    }
    return {-2.81, -0.0455, 0};
}

/// Share that passes the glass at the angle, Fresnel for unpolarised light and absorption.
double transmitted(double cosine)
{
    constexpr double index = 1.526, extinction_times_thickness = 4 * 0.002;
    const double outside = std::acos(cosine);
    const double inside = std::asin(std::sin(outside) / index);
    const double absorbed = std::exp(-extinction_times_thickness / std::cos(inside));
    if (outside < 1e-9) { // both Fresnel ratios have the limit of normal incidence
        const double r = (1 - index) / (1 + index);
        return absorbed * (1 - r * r);
    }
    const double across = std::sin(inside - outside) / std::sin(inside + outside);
    const double along = std::tan(inside - outside) / std::tan(inside + outside);
    return absorbed * (1 - (across * across + along * along) / 2);
}

} // namespace

void fields(Fields& f, PvParams& p)
{
    f.optional("tilt_deg", p.tilt_deg, "of the modules from horizontal, degrees; absent = |latitude|",
               {.least = 0.0, .most = 90.0});
    f.optional("azimuth_deg", p.azimuth_deg,
               "of the modules from north, clockwise, degrees; absent = towards the equator",
               {.least = 0.0, .most = 360.0});
    f.optional("albedo", p.albedo, "reflectance of the ground", {.least = 0.0, .most = 1.0});
    f.word("sky", p.sky, {{"hay-davies", SkyModel::hay_davies}, {"isotropic", SkyModel::isotropic}},
           "model of the diffuse sky");
    f.word("cover", p.cover, {{"physical", Cover::physical}, {"ashrae", Cover::ashrae}, {"none", Cover::none}},
           "incidence-angle modifier of the beam");
    f.word("mounting", p.mounting,
           {{"open-rack-polymer", Mounting::open_rack_polymer},
            {"open-rack-glass", Mounting::open_rack_glass},
            {"close-roof-glass", Mounting::close_roof_glass},
            {"insulated-back-polymer", Mounting::insulated_back_polymer}},
           "how the modules are mounted: row of the SAPM cell-temperature coefficients");
    f.optional("temperature_coefficient", p.temperature_coefficient,
               "relative change of DC power per K of cell temperature", {.least = -0.02, .most = 0.0});
    f.optional("losses", p.losses, "share of DC power lost: soiling, shading, mismatch, wiring, ...",
               {.least = 0.0, .below = 1.0});
    f.optional("dc_ac_ratio", p.dc_ac_ratio, "peak DC power over the inverter's AC rating", {.above = 0.0});
    f.optional("inverter_efficiency", p.inverter_efficiency, "AC power over DC power at the nominal point",
               {.most = 1.0, .above = 0.0});
}

double cos_incidence(const SolarGeometry& g)
{
    const double zenith = g.zenith_deg * radian, tilt = g.tilt_deg * radian;
    const double turn = (g.azimuth_deg - g.plane_azimuth_deg) * radian;
    const double cosine = std::cos(zenith) * std::cos(tilt) + std::sin(zenith) * std::sin(tilt) * std::cos(turn);
    return std::clamp(cosine, 0.0, 1.0);
}

PlaneIrradiance plane_of_array(const PvParams& p, const SolarGeometry& g, const SkyIrradiance& sky)
{
    const double incidence = cos_incidence(g);
    const double dome = (1 + std::cos(g.tilt_deg * radian)) / 2; // share of the sky that the plane sees
    const double circumsolar = p.sky == SkyModel::hay_davies ? sky.dni / sky.extraterrestrial : 0;
    const double ratio = incidence / std::max(std::cos(g.zenith_deg * radian), least_cos_zenith);
    return {sky.dni * incidence, sky.dhi * (circumsolar * ratio + (1 - circumsolar) * dome),
            sky.ghi * p.albedo * (1 - dome)};
}

double incidence_modifier(Cover cover, double cos_incidence)
{
    if (cover == Cover::none) return 1;
    if (cos_incidence <= 0) return 0;
    if (cover == Cover::ashrae) return std::max(0.0, 1 - 0.05 * (1 / cos_incidence - 1));
    return transmitted(cos_incidence) / transmitted(1);
}

double cell_celsius(Mounting mounting, double irradiance, double ambient_celsius, double wind_m_s)
{
    const Sapm s = sapm(mounting);
    return ambient_celsius + irradiance * std::exp(s.a + s.b * wind_m_s) + irradiance / standard_irradiance * s.rise;
}

double faiman_celsius(double irradiance, double ambient_celsius, double wind_m_s)
{
    return ambient_celsius + irradiance / (25 + 6.84 * wind_m_s);
}

double dc_per_peak(const PvParams& p, double effective_irradiance, double cell)
{
    const double hot = 1 + p.temperature_coefficient * (cell - standard_celsius);
    return std::max(0.0, effective_irradiance / standard_irradiance * hot * (1 - p.losses));
}

double inverter_ac(double dc, double ac_rating, double nominal_efficiency)
{
    if (dc <= 0) return 0;
    const double load = dc * nominal_efficiency / ac_rating;
    const double efficiency = nominal_efficiency / 0.9637 * (-0.0162 * load - 0.0059 / load + 0.9858);
    return std::clamp(efficiency * dc, 0.0, ac_rating);
}

namespace {

/// State in the middle of step i: linear between the instants that begin and end it.
double in_the_middle(const std::vector<double>& instants, std::size_t i)
{
    return i + 1 < instants.size() ? (instants[i] + instants[i + 1]) / 2 : instants[i];
}

SolarGeometry geometry(const PvParams& p, const Location& site, const SunPosition& sun)
{
    const double to_equator = site.latitude_deg < 0 ? 0 : 180;
    return {sun.zenith_deg, sun.azimuth_deg, p.tilt_deg.value_or(std::abs(site.latitude_deg)),
            p.azimuth_deg.value_or(to_equator)};
}

double ac_per_peak(const PvParams& p, const WeatherSeries& weather, std::size_t i, std::int64_t middle_unix_ns)
{
    const Location& site = weather.location;
    const SunPosition sun = sun_position(middle_unix_ns, site.latitude_deg, site.longitude_deg);
    const double beam = sun.cos_zenith > 0 ? weather.dni_w_m2[i] : 0; // a beam from below the horizon meets no plane
    const unsigned today = day_of_year(civil_time(middle_unix_ns));
    const SolarGeometry g = geometry(p, site, sun);
    const PlaneIrradiance plane =
        plane_of_array(p, g, {weather.ghi_w_m2[i], beam, weather.dhi_w_m2[i], extraterrestrial_w_m2(today)});
    const double cell = cell_celsius(p.mounting, plane.total(), in_the_middle(weather.dry_bulb_celsius, i),
                                     in_the_middle(weather.wind_m_s, i));
    const double absorbed = plane.beam * incidence_modifier(p.cover, cos_incidence(g)) + plane.sky + plane.ground;
    return inverter_ac(dc_per_peak(p, absorbed, cell), 1 / p.dc_ac_ratio, p.inverter_efficiency);
}

} // namespace

Signal<double> pv_per_peak(const PvParams& p, const WeatherSeries& weather, std::int64_t start_unix_ns)
{
    const std::size_t steps = weather.ghi_w_m2.size();
    for (const auto* series : {&weather.dni_w_m2, &weather.dhi_w_m2, &weather.dry_bulb_celsius, &weather.wind_m_s})
        require(series->size() >= steps, "weather for solar power lacks a series");
    std::vector<double> power(steps);
    std::int64_t middle = start_unix_ns + weather.first.ns + weather.step.ns / 2;
    for (std::size_t i = 0; i < steps; ++i, middle += weather.step.ns) power[i] = ac_per_peak(p, weather, i, middle);
    return Signal<double>{weather.first, weather.step, std::move(power)};
}

} // namespace dcsim
