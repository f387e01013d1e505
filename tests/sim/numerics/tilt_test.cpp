#include "sim/numerics/tilt.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

struct Means {
    double share{0}, mean{0};
};

std::vector<Means> classes_of(const PowerTilt& law, const std::vector<double>& values,
                              const std::vector<double>& weights)
{
    std::vector<Means> found(law.classes());
    std::vector<double> share(law.classes());
    double weight = 0;
    for (const double w : weights) weight += w;
    for (std::size_t j = 0; j < values.size(); ++j) {
        law.shares(values[j], share);
        for (std::size_t i = 0; i < share.size(); ++i) {
            found[i].share += share[i] * weights[j] / weight;
            found[i].mean += share[i] * weights[j] / weight * values[j];
        }
    }
    for (Means& m : found) m.mean /= m.share;
    return found;
}

} // namespace

TEST_CASE("a tilt gives every class its share and mean over the values' own distribution", "[numerics][invariant]")
{
    std::vector<double> values, weights;
    for (int i = 0; i < 20; ++i) {
        values.push_back(std::exp2(i));
        weights.push_back(1 + i * (20 - i));
    }
    double mean = 0, weight = 0;
    for (std::size_t j = 0; j < values.size(); ++j) {
        mean += weights[j] * values[j];
        weight += weights[j];
    }
    mean /= weight;
    const double rest = (1 - 0.5 * 0.4 - 0.01 * 9) / 0.49; // of the mean
    const std::vector<TiltClass> asked{{0.5, 0.4 * mean}, {0.01, 9 * mean}, {0.49, rest * mean}};
    const auto law = power_tilt(values, weights, asked);
    REQUIRE(law);
    const auto found = classes_of(*law, values, weights);
    for (std::size_t i = 0; i < asked.size(); ++i) {
        CHECK(found[i].share == Approx(asked[i].share).epsilon(1e-8));
        CHECK(found[i].mean == Approx(asked[i].mean).epsilon(1e-8));
    }
}

TEST_CASE("two classes on two values follow from their means by hand", "[numerics][analytic]")
{
    // values 1 and 3, half each: a class of one half with mean 2.5 takes 3/4 of the threes and 1/4 of the ones
    const auto law =
        power_tilt(std::vector{1.0, 3.0}, std::vector{1.0, 1.0}, std::vector<TiltClass>{{1, 2.5}, {1, 1.5}});
    REQUIRE(law);
    std::vector<double> share(2);
    law->shares(3, share);
    CHECK(share[0] == Approx(0.75));
    law->shares(1, share);
    CHECK(share[0] == Approx(0.25));
}

TEST_CASE("means alike leave the shares independent of the value", "[numerics][analytic]")
{
    const auto law = power_tilt(std::vector{1.0, 10.0, 1000.0}, std::vector{5.0, 3.0, 1.0},
                                std::vector<TiltClass>{{0.2, 7}, {0.8, 7}});
    REQUIRE(law);
    std::vector<double> share(2);
    for (const double x : {0.5, 10.0, 1e6}) {
        law->shares(x, share);
        CHECK(share[0] == Approx(0.2));
    }
}

TEST_CASE("a mean beyond the values, or a class without share, has no tilt", "[numerics]")
{
    const std::vector<double> values{1, 2}, weights{1, 1};
    CHECK_FALSE(power_tilt(values, weights, std::vector<TiltClass>{{0.9, 0.1}, {0.1, 14.1}}));
    CHECK_FALSE(power_tilt(values, weights, std::vector<TiltClass>{{1, 1.5}, {0, 1.5}}));
    CHECK_FALSE(power_tilt(values, weights, std::vector<TiltClass>{}));
}
