#include "models/workload/profile.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace dcsim;

namespace {

constexpr double hour_s = 3600, week_s = 168 * hour_s;

} // namespace

TEST_CASE("a sine of amplitude one half gives the integrated counts in closed form", "[workload][analytic]")
{
    // 10 (1 + sin(2 pi t / 24) / 2) per hour: the crest of the cosine lies at 6:00
    const auto profile = RateProfile::daily(1.5, 6, 1);
    CHECK(10 * profile.mass(12 * hour_s) / hour_s == Approx(158.197186).epsilon(1e-8));
    CHECK(10 * profile.mass(24 * hour_s) / hour_s == Approx(240).epsilon(1e-12));
}

TEST_CASE("every profile has a weekly mean of exactly 1", "[workload][invariant]")
{
    for (const auto& profile : {RateProfile::flat(), RateProfile::office_hours(), RateProfile::daily(1.8, 15, 0.5)})
        for (const double week : {1.0, 2.0, 52.0}) CHECK(profile.mass(week * week_s) == week * week_s);
}

TEST_CASE("under a constant rate mass is time, to the last bit", "[workload][analytic]")
{
    const std::vector<double> twos_by_hour(24, 2.0), twos_by_day(7, 2.0);
    for (const auto& profile : {RateProfile::flat(), RateProfile::table(twos_by_hour, twos_by_day)})
        for (double time = 0; time < 3 * week_s; time += 1234.5678) {
            CHECK(profile.mass(time) == time);
            CHECK(profile.time(time) == time);
        }
}

TEST_CASE("time is the inverse of mass, also across weeks and through hours without arrivals", "[workload][invariant]")
{
    RateProfile::Weights pulses{};
    pulses[3] = 1;
    pulses[100] = 2;
    for (const auto& profile : {RateProfile::office_hours(), RateProfile::daily(2, 15, 0.25), RateProfile{pulses}})
        for (double mass = 0.5; mass < 3 * week_s; mass += 977.7) {
            const double time = profile.time(mass);
            CHECK(profile.mass(time) == Approx(mass).epsilon(1e-12).margin(1e-6));
        }
}

TEST_CASE("office hours are 8 times as busy as the hours around them", "[workload][analytic]")
{
    const auto profile = RateProfile::office_hours();
    const double at_noon = profile.mass(13 * hour_s) - profile.mass(12 * hour_s);
    const double at_night = profile.mass(3 * hour_s) - profile.mass(2 * hour_s);
    const double on_saturday = profile.mass(133 * hour_s) - profile.mass(132 * hour_s);
    CHECK(at_noon == Approx(8 * at_night));
    CHECK(on_saturday == Approx(at_night));
    CHECK(at_night == Approx(hour_s * 168 / (50 * 8 + 118)));
}

TEST_CASE("the weekend factor scales Saturday and Sunday only", "[workload][analytic]")
{
    const auto profile = RateProfile::daily(1.5, 15, 0.8);
    const double monday = profile.mass(24 * hour_s);
    const double sunday = profile.mass(168 * hour_s) - profile.mass(144 * hour_s);
    CHECK(sunday == Approx(0.8 * monday));
}
