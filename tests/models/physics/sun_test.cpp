#include "models/physics/sun.h"
#include "sim/base/calendar.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

using namespace dcsim;

namespace {

std::int64_t denver_standard(unsigned month, unsigned day, double hour)
{
    return unix_ns({2021, month, day, 0}) + static_cast<std::int64_t>((hour + 7) * static_cast<double>(ns_per_hour));
}

} // namespace

TEST_CASE("the sun stands where Spencer's series puts it", "[sun][golden]")
{
    struct Row {
        unsigned month, day;
        double hour, zenith, azimuth;
    };
    for (const Row& r : {Row{6, 21, 12.5, 17.316569, 202.018730}, Row{1, 1, 10.5, 66.483711, 156.516431},
                         Row{12, 21, 15.5, 80.086918, 227.938653}}) {
        const SunPosition sun = sun_position(denver_standard(r.month, r.day, r.hour), 39.73, -105.18);
        CHECK(sun.zenith_deg == Approx(r.zenith).epsilon(1e-6));
        CHECK(sun.azimuth_deg == Approx(r.azimuth).epsilon(1e-6));
    }
}

TEST_CASE("global irradiance of the reference rows closes", "[sun][golden]")
{
    const double cos_zenith = std::cos(17.316569 * std::numbers::pi / 180);
    CHECK(87 * cos_zenith + 489 == Approx(572.056704).epsilon(1e-6));
}

TEST_CASE("Erbs' diffuse fraction", "[sun][golden]")
{
    const double table[][2] = {{.1, .991}, {.22, .9802}, {.5, .65915}, {.8, .1652696}, {.9, .165}};
    for (const auto& [kt, fraction] : table) CHECK(erbs_diffuse_fraction(kt) == Approx(fraction).epsilon(1e-6));
}

TEST_CASE("Haurwitz' clear sky and the cloud law", "[sun][golden]")
{
    CHECK(clear_sky_w_m2(.5) == Approx(487.894133).epsilon(1e-6));
    CHECK(clear_sky_w_m2(1) == Approx(1035.092033).epsilon(1e-6));
    CHECK(clear_sky_w_m2(-.1) == 0);
    CHECK(cloud_transmission(0) == 1);
    CHECK(cloud_transmission(1) == .25);
}

TEST_CASE("splitting global irradiance loses nothing and never exceeds the sun", "[sun][invariant]")
{
    for (const double cos_zenith : {-.2, .01, .06, .3, .9})
        for (const double global : {0.0, 20.0, 300.0, 1100.0}) {
            const SplitIrradiance s = split_by_erbs(global, cos_zenith, 1400);
            CHECK(s.direct_normal * std::max(cos_zenith, 0.0) + s.diffuse_horizontal == Approx(global).epsilon(1e-12));
            CHECK(s.direct_normal <= 1400);
            CHECK(s.diffuse_horizontal >= 0);
        }
}
