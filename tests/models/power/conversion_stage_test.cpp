#include "models/power/conversion_stage.h"
#include <catch2/catch.hpp>

using namespace dcsim;

namespace {

constexpr LossCurve double_conversion{0.008, 0.010, 0.012};

LoadMoments steady(Power p)
{
    return {p, p.si() * p.si()};
}

double efficiency(const LossCurve& curve, double load)
{
    const ConversionStage stage{curve, 1 * MW, 1};
    return load * MW / stage.input(steady(load * MW)).mean;
}

} // namespace

TEST_CASE("a UPS in double conversion loses most of its efficiency at low load", "[power][golden]")
{
    CHECK(efficiency(double_conversion, 0.1) == Approx(0.916422).epsilon(1e-6));
    CHECK(efficiency(double_conversion, 0.25) == Approx(0.956938).epsilon(1e-6));
    CHECK(efficiency(double_conversion, 0.5) == Approx(0.968992).epsilon(1e-6));
    CHECK(efficiency(double_conversion, 1) == Approx(0.970874).epsilon(1e-6));
}

TEST_CASE("a UPS in eco mode and a rack battery meet their curves", "[power][golden]")
{
    constexpr LossCurve eco{0.003, 0.004, 0.003};
    CHECK(efficiency(eco, 0.1) == Approx(0.966837).epsilon(1e-6));
    CHECK(efficiency(eco, 0.25) == Approx(0.983526).epsilon(1e-6));
    CHECK(efficiency(eco, 0.5) == Approx(0.988631).epsilon(1e-6));
    CHECK(efficiency(eco, 1) == Approx(0.990099).epsilon(1e-6));
    for (const double load : {0.1, 0.5, 1.0}) CHECK(efficiency({0, 0.005, 0}, load) == Approx(0.995025).epsilon(1e-6));
}

TEST_CASE("two units that share a load lose what two lonely units at half of it lose", "[power][analytic]")
{
    const ConversionStage pair{double_conversion, 1 * MW, 2};
    const ConversionStage alone{double_conversion, 1 * MW, 1};
    const Power together = pair.loss(steady(0.8 * MW));
    CHECK(together.si() == Approx(2 * alone.loss(steady(0.4 * MW)).si()));
}

TEST_CASE("the loss of a load that alternates is the mean of both losses", "[power][analytic]")
{
    const ConversionStage ups{double_conversion, 1 * MW, 1};
    const Power low = 0.2 * MW, high = 0.9 * MW;
    const LoadMoments alternating{0.5 * (low + high), 0.5 * (low.si() * low.si() + high.si() * high.si())};
    const Power mean_of_losses = 0.5 * (ups.loss(steady(low)) + ups.loss(steady(high)));
    CHECK(ups.loss(alternating).si() == Approx(mean_of_losses.si()).epsilon(1e-12));
    CHECK(ups.loss(alternating) > ups.loss(steady(alternating.mean)));
}

TEST_CASE("a stage carries the spread of its load to its input", "[power][analytic]")
{
    const ConversionStage ups{double_conversion, 1 * MW, 1};
    const Power low = 0.4 * MW, high = 0.6 * MW;
    const LoadMoments alternating{0.5 * (low + high), 0.5 * (low.si() * low.si() + high.si() * high.si())};
    const double in_low = ups.input(steady(low)).mean.si(), in_high = ups.input(steady(high)).mean.si();
    const LoadMoments input = ups.input(alternating);
    CHECK(input.mean.si() == Approx((in_low + in_high) / 2).epsilon(1e-12));
    CHECK(input.mean_square_w2 == Approx((in_low * in_low + in_high * in_high) / 2).epsilon(1e-6));
}

TEST_CASE("a stage tells of more than all its units are rated for, and not of that itself", "[power]")
{
    const ConversionStage pair{double_conversion, 1 * MW, 2};
    CHECK_FALSE(pair.overloaded(2 * MW));
    CHECK_FALSE(pair.overloaded(2 * MW + 1e-6 * watt));
    CHECK(pair.overloaded(2.001 * MW));
}
