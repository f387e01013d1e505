#include "models/energy/pv.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

namespace dcsim {
namespace {

/// One hour at 39.73 N, 105.18 W on a plane of 20 degrees to the south, with what each stage must make of it.
struct SunnyHour {
    double dni, dhi, ambient, wind;
    double zenith, azimuth, incidence, isotropic, hay_davies, cell, dc;
    int day_of_year;
};
constexpr SunnyHour rows[]{
    {87, 489, 31, 1, 17.316569, 202.018730, 7.485391, 563.963365, 566.173283, 47.636399, 1738.893794, 172},
    {331, 165, -10, 3, 66.483711, 156.516431, 48.502644, 381.132000, 407.846828, 0.485278, 1563.268264, 1},
    {199, 65, -2, 0, 80.086918, 227.938653, 67.202265, 140.746961, 152.485825, 2.793975, 578.788109, 355}};

SolarGeometry geometry(const SunnyHour& r)
{
    return {r.zenith, r.azimuth, 20, 180};
}

SkyIrradiance sky(const SunnyHour& r)
{
    const double extraterrestrial = 1367 * (1 + 0.033 * std::cos(2 * std::numbers::pi * r.day_of_year / 365));
    const double cos_zenith = std::cos(r.zenith * std::numbers::pi / 180);
    return {r.dni * cos_zenith + r.dhi, r.dni, r.dhi, extraterrestrial};
}

} // namespace

TEST_CASE("irradiance on the plane: incidence, isotropic and Hay-Davies sky", "[pv][golden]")
{
    PvParams isotropic;
    isotropic.sky = SkyModel::isotropic;
    for (const SunnyHour& r : rows) {
        const double degrees = std::acos(cos_incidence(geometry(r))) * 180 / std::numbers::pi;
        CHECK(degrees == Approx(r.incidence).epsilon(1e-6));
        CHECK(plane_of_array(isotropic, geometry(r), sky(r)).total() == Approx(r.isotropic).epsilon(1e-6));
        CHECK(plane_of_array({}, geometry(r), sky(r)).total() == Approx(r.hay_davies).epsilon(1e-6));
    }
}

TEST_CASE("cell temperature and DC power of the three hours", "[pv][golden]")
{
    for (const SunnyHour& r : rows) {
        const double cell = cell_celsius(Mounting::open_rack_polymer, r.hay_davies, r.ambient, r.wind);
        CHECK(cell == Approx(r.cell).epsilon(1e-6));
        CHECK(4000 * dc_per_peak({}, r.hay_davies, r.cell) == Approx(r.dc).epsilon(1e-6));
    }
    CHECK(cell_celsius(Mounting::open_rack_polymer, 800, 20, 3) == Approx(40.567090).epsilon(1e-6));
    CHECK(cell_celsius(Mounting::open_rack_glass, 800, 20, 3) == Approx(43.230364).epsilon(1e-6));
    CHECK(faiman_celsius(800, 20, 3) == Approx(37.574692).epsilon(1e-6));
}

TEST_CASE("the cover reflects more of a slanting beam", "[pv][golden]")
{
    const auto modifier = [](Cover cover, double degrees) {
        return incidence_modifier(cover, std::cos(degrees * std::numbers::pi / 180));
    };
    CHECK(modifier(Cover::physical, 0) == 1);
    CHECK(modifier(Cover::physical, 30) == Approx(0.997887).epsilon(1e-6));
    CHECK(modifier(Cover::physical, 60) == Approx(0.946003).epsilon(1e-6));
    CHECK(modifier(Cover::physical, 75) == Approx(0.774061).epsilon(1e-6));
    CHECK(modifier(Cover::ashrae, 30) == Approx(0.992265).epsilon(1e-6));
    CHECK(modifier(Cover::ashrae, 60) == Approx(0.95).epsilon(1e-6));
    CHECK(modifier(Cover::ashrae, 75) == Approx(0.856815).epsilon(1e-6));
    CHECK(incidence_modifier(Cover::physical, 0) == 0);
    CHECK(incidence_modifier(Cover::ashrae, 0) == 0);
    CHECK(incidence_modifier(Cover::none, 0) == 1);
}

TEST_CASE("the inverter loses most at low load and clips at its rating", "[pv][golden]")
{
    const double rating = 4000 / 1.2;
    CHECK(inverter_ac(0, rating, 0.96) == 0);
    CHECK(inverter_ac(100, rating, 0.96) == Approx(77.747581).epsilon(1e-6));
    CHECK(inverter_ac(1000, rating, 0.96) == Approx(956.960006).epsilon(1e-6));
    CHECK(inverter_ac(3300, rating, 0.96) == Approx(3169.629226).epsilon(1e-6));
    CHECK(inverter_ac(3600, rating, 0.96) == Approx(3333.333333).epsilon(1e-6));
}

} // namespace dcsim
