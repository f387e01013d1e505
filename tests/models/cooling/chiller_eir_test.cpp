#include "models/cooling/chiller_eir.h"
#include <algorithm>
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

const ChillerSet& set(std::string_view name)
{
    const auto all = chiller_sets();
    return *std::find_if(all.begin(), all.end(), [&](const ChillerSet& s) { return s.name == name; });
}

double power_w(std::string_view name, const ChillerPoint& p)
{
    return chiller_power(set(name), p).power.si();
}

double cop(std::string_view name, const ChillerPoint& p)
{
    return p.heat.si() / power_w(name, p);
}

} // namespace

TEST_CASE("the DOE-2 centrifugal chiller, through unloading and cycling", "[cooling][golden]")
{
    const ChillerResult full = chiller_power(set("doe2_centrifugal"), {6.67, 29.4, 100 * kW});
    CHECK(full.available / kW == Approx(100.3342).epsilon(1e-5));
    CHECK(full.load == Approx(0.996669).epsilon(1e-5));
    CHECK(full.power.si() == Approx(18150.71).epsilon(1e-5));
    CHECK(power_w("doe2_centrifugal", {8, 20, 50 * kW}) == Approx(7351.52).epsilon(1e-5));
    CHECK(power_w("doe2_centrifugal", {7, 26, 12 * kW}) == Approx(5267.67).epsilon(1e-5));
    CHECK(power_w("doe2_centrifugal", {7, 26, 5 * kW}) == Approx(2536.72).epsilon(1e-5));
}

TEST_CASE("four makers' chillers at their goldens", "[cooling][golden]")
{
    const Power rated = set("trane_cvhf_2317_vsd").rated;
    CHECK(cop("trane_cvhf_2317_vsd", {5.56, 29.44, rated}) == Approx(6.33161).epsilon(1e-5));
    CHECK(cop("trane_cvhf_2317_vsd", {5.56, 29.44, 0.75 * rated}) == Approx(6.75778).epsilon(1e-5));
    CHECK(cop("trane_cvhf_2317_vsd", {5.56, 29.44, 0.5 * rated}) == Approx(6.99192).epsilon(1e-5));
    CHECK(cop("trane_cvhf_2317_vsd", {5.56, 29.44, 0.25 * rated}) == Approx(6.32568).epsilon(1e-5));
    CHECK(power_w("york_yt_1055_vanes", {7, 24, 700 * kW}) == Approx(100452.2).epsilon(1e-5));
    CHECK(power_w("york_yt_1055_vanes", {6, 18, 300 * kW}) == Approx(51996.6).epsilon(1e-5));
    CHECK(cop("york_yk_2771_vsd", {7, 24, 1800 * kW}) == Approx(9.30962).epsilon(1e-5));
    CHECK(cop("york_ycal_101_air", {7, 30, 75 * kW}) == Approx(3.52844).epsilon(1e-5));
}

TEST_CASE("a chiller of another size keeps its curves, and heat beyond it stays unmet", "[cooling][invariant]")
{
    for (const ChillerSet& s : chiller_sets()) {
        const ChillerPoint p{7, 28, 0.6 * s.rated};
        const ChillerPoint ten{7, 28, 6 * s.rated};
        CHECK(chiller_power(scaled(s, 10 * s.rated), ten).power.si() ==
              Approx(10 * chiller_power(s, p).power.si()).epsilon(1e-12));
        const ChillerResult over = chiller_power(s, ten);
        CHECK(over.load == s.most_load);
        CHECK((over.unmet + s.most_load * over.available).si() == Approx(ten.heat.si()).epsilon(1e-12));
    }
}
