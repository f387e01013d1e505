#include "models/physics/air.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

/// Adiabatic saturation solved by bisection, written as in the handbook. [ASHRAE Fundamentals 2017, ch. 1, eq. 33, 35]
double wet_bulb_by_bisection(double t, double w, double p)
{
    double low = dew_point_celsius(w, p, t), high = t;
    while (high - low > 1e-7) {
        const double x = (low + high) / 2;
        const double ws = saturation_humidity_ratio(x, p);
        const double w_of_x = x >= 0 ? ((2501 - 2.326 * x) * ws - 1.006 * (t - x)) / (2501 + 1.86 * t - 4.186 * x)
                                     : ((2830 - 0.24 * x) * ws - 1.006 * (t - x)) / (2830 + 1.86 * t - 2.1 * x);
        (w_of_x > w ? high : low) = x;
    }
    return (low + high) / 2;
}

/// Fit at sea level, RH in percent. [Stull 2011]
double stull(double t, double rh)
{
    return t * std::atan(0.151977 * std::sqrt(rh + 8.313659)) + std::atan(t + rh) - std::atan(rh - 1.676331) +
           0.00391838 * std::pow(rh, 1.5) * std::atan(0.023101 * rh) - 4.686035;
}

double wet_bulb(double t, double rh, double p)
{
    return wet_bulb_celsius(t, humidity_ratio(t, rh, p), p, t);
}

} // namespace

TEST_CASE("saturation pressure agrees with the handbook over ice and water", "[air][golden]")
{
    const double table[][2] = {{-20, 103.24}, {-5, 401.74}, {5, 872.6}, {25, 3169.7}, {50, 12351.3}, {100, 101418}};
    for (const auto& [t, p] : table) CHECK(saturation(t).pascal == Approx(p).epsilon(3e-4));
}

TEST_CASE("the slope of saturation pressure is its derivative", "[air][analytic]")
{
    for (const double t : {-40.0, -1.0, 0.5, 20.0, 60.0}) {
        const double d = 1e-3;
        const double numeric = (saturation(t + d).pascal - saturation(t - d).pascal) / (2 * d);
        CHECK(saturation(t).pascal_per_kelvin == Approx(numeric).epsilon(1e-7));
    }
}

TEST_CASE("saturation humidity ratio agrees with the handbook's table", "[air][golden]")
{
    const double table[][2] = {{-5, .0024863}, {5, .005425}, {25, .020173}, {50, .086863}};
    for (const auto& [t, w] : table) CHECK(saturation_humidity_ratio(t, 101325) == Approx(w).epsilon(1e-2));
}

TEST_CASE("enthalpy, volume and density of moist air", "[air][golden]")
{
    CHECK(enthalpy(30, .02) == Approx(81316).epsilon(3e-4));
    CHECK(specific_volume(30, .02, 95461) == Approx(.940855374).epsilon(3e-4));
    CHECK(density(30, .02, 95461) == Approx(1.084119865).epsilon(3e-4));
    CHECK(celsius_of_enthalpy(enthalpy(30, .02), .02) == Approx(30).epsilon(1e-12));
}

TEST_CASE("pressure of the standard atmosphere falls with height", "[air][golden]")
{
    CHECK(standard_pascal(0) == 101325);
    CHECK(standard_pascal(500) == Approx(95461).margin(1));
    CHECK(standard_pascal(1000) == Approx(89875).margin(1));
    CHECK(standard_pascal(4000) == Approx(61640).margin(1));
}

TEST_CASE("wet bulb and humidity ratio agree with exact solutions", "[air][golden]")
{
    struct Row {
        double t, rh, p, wet, w;
    };
    for (const Row& r : {Row{28, .45, 101325, 19.4548, .0106255}, Row{35, .20, 83000, 17.8260, .0085502},
                         Row{-3, .80, 100000, -3.9969, .0023777}}) {
        CHECK(wet_bulb(r.t, r.rh, r.p) == Approx(r.wet).margin(2e-3));
        CHECK(humidity_ratio(r.t, r.rh, r.p) == Approx(r.w).epsilon(3e-4));
    }
    for (const Row& r :
         {Row{18, .95, 101325, 17.4665, 0}, Row{22, .5, 101325, 15.4256, 0}, Row{40, .12, 96000, 18.9344, 0},
          Row{30, .3, 101325, 17.9717, 0}, Row{30, .3, 80000, 17.0247, 0}})
        CHECK(wet_bulb(r.t, r.rh, r.p) == Approx(r.wet).margin(2e-3));
}

TEST_CASE("Newton finds the bisection's wet bulb from any start", "[air][invariant]")
{
    for (double t = -40; t <= 50; t += 3.7)
        for (const double rh : {.01, .1, .35, .7, .99, 1.0})
            for (const double p : {75000.0, 101325.0}) {
                const double w = humidity_ratio(t, rh, p);
                const double expected = wet_bulb_by_bisection(t, w, p);
                if (std::abs(expected) < 0.5) continue; // ice and supercooled water both solve the equations
                CAPTURE(t, rh, p);
                for (const double start : {-60.0, expected, t, 90.0})
                    CHECK(wet_bulb_celsius(t, w, p, start) == Approx(expected).margin(2e-4));
            }
}

TEST_CASE("wet bulb lies between dew point and dry bulb, and meets them at saturation only", "[air][invariant]")
{
    for (double t = -20; t <= 45; t += 5) {
        CHECK(wet_bulb(t, 1, 101325) == Approx(t).margin(1e-6));
        const double w = humidity_ratio(t, .6, 101325);
        const double wet = wet_bulb_celsius(t, w, 101325, t);
        CHECK(wet < t);
        CHECK(wet > dew_point_celsius(w, 101325, t));
    }
}

TEST_CASE("inversions return what they were made from", "[air][invariant]")
{
    for (double t = -30; t <= 60; t += 7) {
        CHECK(saturated_celsius(saturated_enthalpy(t, 98000), 98000, 20) == Approx(t).margin(1e-6));
        CHECK(dew_point_celsius(saturation_humidity_ratio(t, 98000), 98000, 20) == Approx(t).margin(1e-6));
        CHECK(relative_humidity(t, humidity_ratio(t, .37, 98000), 98000) == Approx(.37).epsilon(1e-9));
    }
}

TEST_CASE("Stull's fit is met at sea level in its range", "[air][golden]")
{
    CHECK(stull(20, 50) == Approx(13.699342).margin(1e-6));
    CHECK(stull(35, 60) == Approx(28.488289).margin(1e-6));
    const double pairs[][2] = {{20, 50}, {30, 40}, {35, 60}, {10, 80}};
    for (const auto& [t, rh] : pairs) CHECK(wet_bulb(t, rh / 100, 101325) == Approx(stull(t, rh)).margin(0.4));
}
