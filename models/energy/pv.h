#pragma once
#include "models/vocabulary/weather.h"
#include "sim/config/fields.h"
#include "sim/engine/signal.h"
#include <cstdint>
#include <optional>

/// Photovoltaics as a chain of pure functions: plane of array, cover, cell temperature, DC, inverter.
namespace dcsim {

enum class SkyModel : std::uint8_t { hay_davies, isotropic };
enum class Cover : std::uint8_t { physical, ashrae, none };
enum class Mounting : std::uint8_t { open_rack_polymer, open_rack_glass, close_roof_glass, insulated_back_polymer };

/// What the solar field is; its size is not part of it.
struct PvParams {
    std::optional<double> tilt_deg;    ///< absent = the latitude's absolute value: near the yearly optimum
    std::optional<double> azimuth_deg; ///< from north, clockwise; absent = towards the equator
    double albedo{0.2};
    SkyModel sky{SkyModel::hay_davies};
    Cover cover{Cover::physical};
    Mounting mounting{Mounting::open_rack_polymer};
    double temperature_coefficient{-0.0047}; ///< of DC power, per K: standard module [PVWatts 5]
    /// 1 - product of (1 - l): soiling 2, shading 3, mismatch 2, wiring 2, connections .5, light-induced degradation
    /// 1.5, nameplate 1, availability 3 % [PVWatts 5]
    double losses{0.14075660688264469};
    double dc_ac_ratio{1.2};
    double inverter_efficiency{0.96}; ///< nominal
};
void fields(Fields& f, PvParams& p);

/// A plane and where the sun stands.
struct SolarGeometry {
    double zenith_deg, azimuth_deg;     ///< of the sun; azimuth from north, clockwise
    double tilt_deg, plane_azimuth_deg; ///< of the plane
};
/// Cosine of the angle between sun and normal, at least 0.
double cos_incidence(const SolarGeometry& g);

/// Irradiances, W/m2.
struct SkyIrradiance {
    double ghi, dni, dhi;
    double extraterrestrial; ///< normal to the beam
};
struct PlaneIrradiance {
    double beam, sky, ground;
    double total() const { return beam + sky + ground; }
};
/// Sky diffuse after Liu & Jordan (isotropic) or Hay & Davies (circumsolar by the anisotropy index), ground by albedo.
PlaneIrradiance plane_of_array(const PvParams& p, const SolarGeometry& g, const SkyIrradiance& sky);

/// Incidence-angle modifier of the beam, 1 at normal incidence. Physical: Fresnel and Bouguer with n 1.526, 4 /m, 2 mm
/// [De Soto et al. 2006]; ASHRAE: 1 - .05 (1/cos - 1).
double incidence_modifier(Cover cover, double cos_incidence);

/// SAPM cell temperature, degC, from irradiance in W/m2, degC and m/s. [King et al., Sandia 2004]
double cell_celsius(Mounting mounting, double irradiance, double ambient_celsius, double wind_m_s);
/// Module temperature after Faiman (2008), u0 25, u1 6.84; degC.
double faiman_celsius(double irradiance, double ambient_celsius, double wind_m_s);

/// DC power per peak power. [PVWatts 5]
double dc_per_peak(const PvParams& p, double effective_irradiance, double cell_celsius);
/// AC power of an inverter of AC rating `ac_rating` fed with `dc`, both in one unit of power. [PVWatts 5]
double inverter_ac(double dc, double ac_rating, double nominal_efficiency);

/// AC power per peak DC power as steps of the weather: the sun, and states, in the middle of each step.
/// `start_unix_ns` is the UTC of Time{0}.
Signal<double> pv_per_peak(const PvParams& p, const WeatherSeries& weather, std::int64_t start_unix_ns);

} // namespace dcsim
