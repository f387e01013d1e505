#include "analysis/compare/sensitivity.h"
#include "sim/numerics/random.h"
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace dcsim;

namespace {

/// Independent uniform inputs.
std::vector<std::vector<double>> uniform_inputs(std::size_t inputs, std::size_t points)
{
    std::vector<std::vector<double>> all(inputs, std::vector<double>(points));
    for (std::size_t k = 0; k < inputs; ++k) {
        Random random{{1, 0, "test", "inputs", k}};
        for (double& value : all[k]) value = random.uniform();
    }
    return all;
}

} // namespace

TEST_CASE("a linear outcome has coefficients in the ratio of its slopes and all of the variance", "[compare][analytic]")
{
    // of y = 3 a - 4 b with inputs of equal variance the coefficients are 3/5 and -4/5, but for the sample's
    // correlation
    const auto inputs = uniform_inputs(3, 20000);
    std::vector<double> y;
    for (std::size_t i = 0; i < inputs[0].size(); ++i) y.push_back(1e6 + 3 * inputs[0][i] - 4 * inputs[1][i]);
    const auto s = sensitivity(inputs, y);
    REQUIRE(s);
    const double margin = 4 / std::sqrt(20000.0);
    CHECK(s->coefficients[0] == Approx(0.6).margin(margin));
    CHECK(s->coefficients[1] == Approx(-0.8).margin(margin));
    CHECK(s->coefficients[2] == Approx(0).margin(1e-9));
    CHECK(s->r2 == Approx(1).epsilon(1e-9));
}

TEST_CASE("what is not linear is not in the share that the model has", "[compare][analytic]")
{
    // x^2 on [0, 1]: correlation with x is (1/12) / sqrt(1/12 * 4/45) = .9682, its square .9375
    std::vector<double> x, square;
    for (int i = 0; i < 10000; ++i) {
        x.push_back((i + 0.5) / 10000);
        square.push_back(x.back() * x.back());
    }
    const auto s = sensitivity({x}, square);
    REQUIRE(s);
    CHECK(s->coefficients[0] == Approx(std::sqrt(0.9375)).epsilon(1e-4));
    CHECK(s->r2 == Approx(0.9375).epsilon(1e-4));
}

TEST_CASE("nothing is said where nothing can be told", "[compare]")
{
    const std::vector<double> a{1, 2, 3, 4, 5, 6}, still(6, 7.0), y{1, 3, 2, 5, 4, 6};
    CHECK_FALSE(sensitivity({a}, still));             // the outcome does not vary
    CHECK_FALSE(sensitivity({still}, y));             // no input does
    CHECK_FALSE(sensitivity({a, a}, y));              // two that are one
    CHECK_FALSE(sensitivity({{1, 2, 4}}, {1, 2, 3})); // three points for two numbers
    const auto s = sensitivity({a, still}, y);
    REQUIRE(s);
    CHECK(std::isnan(s->coefficients[1]));
}

TEST_CASE("points without an outcome are left out", "[compare][invariant]")
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto with = sensitivity({{1, 2, 3, 100, 4, 5}}, {1, 3, 2, nan, 5, 4});
    const auto without = sensitivity({{1, 2, 3, 4, 5}}, {1, 3, 2, 5, 4});
    REQUIRE(with);
    CHECK(with->coefficients == without->coefficients);
    CHECK(with->r2 == without->r2);
}
