#pragma once
#include <cstdint>

/// Where the sun stands and what of its light reaches the ground. Angles in degrees, irradiances in W/m2.
namespace dcsim {

struct SunPosition {
    double zenith_deg;  ///< above 90: below the horizon
    double azimuth_deg; ///< from north, clockwise
    double cos_zenith;  ///< negative below the horizon
};

/// Spencer's series for declination and equation of time; good to about 0.03 degrees. [Spencer 1971; pvlib]
SunPosition sun_position(std::int64_t unix_ns, double latitude_deg, double longitude_deg);

/// Irradiance normal to the sun outside the atmosphere.
double extraterrestrial_w_m2(unsigned day_of_year);

/// Diffuse share of global horizontal irradiance at a clearness index. [Erbs et al. 1982]
double erbs_diffuse_fraction(double clearness);

struct SplitIrradiance {
    double direct_normal, diffuse_horizontal;
};
/// Splits global horizontal irradiance so that global = direct * cos(zenith) + diffuse, exactly.
SplitIrradiance split_by_erbs(double global_w_m2, double cos_zenith, double extraterrestrial_w_m2);

/// Global horizontal irradiance under a clear sky. [Haurwitz 1945]
double clear_sky_w_m2(double cos_zenith);
/// Share of the clear sky's irradiance that passes a cloud cover of 0..1. [Kasten, Czeplak 1980]
constexpr double most_clouds_stop = 0.75; ///< of a full cover, at Hamburg
double cloud_transmission(double cover, double opacity = most_clouds_stop);

} // namespace dcsim
