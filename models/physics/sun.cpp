#include "models/physics/sun.h"
#include "sim/base/calendar.h"
#include <algorithm>
#include <cmath>
#include <numbers>

namespace dcsim {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double degree = pi / 180;
constexpr double lowest_cos_zenith_for_beam = 0.05233595624294383; // zenith 87 degrees

double declination(double b)
{
    return 0.006918 - 0.399912 * std::cos(b) + 0.070257 * std::sin(b) - 0.006758 * std::cos(2 * b) +
           0.000907 * std::sin(2 * b) - 0.002697 * std::cos(3 * b) + 0.00148 * std::sin(3 * b);
}

double equation_of_time_minutes(double b)
{
    return 229.18 * (0.000075 + 0.001868 * std::cos(b) - 0.032077 * std::sin(b) - 0.014615 * std::cos(2 * b) -
                     0.040849 * std::sin(2 * b));
}

} // namespace

SunPosition sun_position(std::int64_t unix_ns, double latitude_deg, double longitude_deg)
{
    // Day and hour are taken at the nearest meridian of whole hours, as the series' authors do with zone time.
    const double zone_hours = std::round(longitude_deg / 15);
    const CivilTime t = civil_time(unix_ns + static_cast<std::int64_t>(zone_hours) * ns_per_hour);
    const double zone_hour = static_cast<double>(t.ns_of_day) / static_cast<double>(ns_per_hour);
    const double b = 2 * pi * (day_of_year(t) - 1 + (zone_hour - 12) / 24) / 365;
    const double minutes = 60 * zone_hour + equation_of_time_minutes(b) + 4 * longitude_deg - 60 * zone_hours;
    const double w = (minutes / 4 - 180) * degree;
    const double latitude = latitude_deg * degree, d = declination(b);
    const double cos_zenith = std::sin(latitude) * std::sin(d) + std::cos(latitude) * std::cos(d) * std::cos(w);
    const double azimuth =
        std::atan2(std::sin(w), std::cos(w) * std::sin(latitude) - std::tan(d) * std::cos(latitude)) + pi;
    return {std::acos(std::clamp(cos_zenith, -1.0, 1.0)) / degree, azimuth / degree, cos_zenith};
}

double extraterrestrial_w_m2(unsigned day_of_year)
{
    return 1367 * (1 + 0.033 * std::cos(2 * pi * day_of_year / 365));
}

double erbs_diffuse_fraction(double kt)
{
    if (kt <= 0.22) return 1 - 0.09 * kt;
    if (kt <= 0.8) return 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)));
    return 0.165;
}

SplitIrradiance split_by_erbs(double global, double cos_zenith, double extraterrestrial)
{
    if (cos_zenith < lowest_cos_zenith_for_beam || global <= 0) return {0, std::max(global, 0.0)};
    const double diffuse = global * erbs_diffuse_fraction(global / (extraterrestrial * cos_zenith));
    const double direct = std::min((global - diffuse) / cos_zenith, extraterrestrial);
    return {direct, global - direct * cos_zenith};
}

double clear_sky_w_m2(double cos_zenith)
{
    return cos_zenith > 0 ? 1098 * cos_zenith * std::exp(-0.059 / cos_zenith) : 0;
}

double cloud_transmission(double cover, double opacity)
{
    return 1 - opacity * std::pow(cover, 3.4);
}

} // namespace dcsim
