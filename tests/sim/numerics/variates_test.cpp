#include "sim/numerics/elementary.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

using namespace dcsim;

namespace {

constexpr int sample_size = 50000;
using Draw = std::function<double(Random&)>;
using Law = std::function<double(double)>;

std::vector<double> sample(const Draw& draw)
{
    Random random{{1, 0, "test", "variates", 0}};
    std::vector<double> x;
    for (int i = 0; i < sample_size; ++i) x.push_back(draw(random));
    return x;
}

/// Kolmogorov and Smirnov's distance times the root of n; above 1.9495 the law is rejected at p = 0.001.
double kolmogorov(std::vector<double> x, const Law& cdf)
{
    std::sort(x.begin(), x.end());
    const auto n = static_cast<double>(x.size());
    double distance = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double p = cdf(x[i]), below = static_cast<double>(i) / n;
        distance = std::max({distance, p - below, below + 1 / n - p});
    }
    return distance * std::sqrt(n);
}

double mean(const std::vector<double>& x)
{
    double sum = 0;
    for (const double value : x) sum += value;
    return sum / static_cast<double>(x.size());
}

constexpr double rejected = 1.9495;

} // namespace

TEST_CASE("variates follow their laws", "[variates][analytic]")
{
    const auto normal_cdf = [](double x) { return cdf(boost::math::normal{}, x); };
    CHECK(kolmogorov(sample([](Random& r) { return exponential(r, 3); }),
                     [](double x) { return 1 - std::exp(-x / 3); }) < rejected);
    CHECK(kolmogorov(sample([](Random& r) { return normal(r, 2, 5); }),
                     [&](double x) { return normal_cdf((x - 2) / 5); }) < rejected);
    CHECK(kolmogorov(sample([](Random& r) { return lognormal(r, 1, 0.5); }),
                     [&](double x) { return normal_cdf((std::log(x) - 1) / 0.5); }) < rejected);
    CHECK(kolmogorov(sample([](Random& r) { return weibull(r, 0.7, 2); }),
                     [](double x) { return 1 - std::exp(-std::pow(x / 2, 0.7)); }) < rejected);
    CHECK(kolmogorov(sample([](Random& r) { return pareto(r, 1.5, 2); }),
                     [](double x) { return 1 - std::pow(2 / x, 1.5); }) < rejected);
    for (const double shape : {0.3, 1.0, 4.5})
        CHECK(kolmogorov(sample([&](Random& r) { return gamma(r, shape, 2); }), [&](double x) {
                  return cdf(boost::math::gamma_distribution<>{shape, 2}, x);
              }) < rejected);
}

TEST_CASE("Poisson counts follow their law on both sides of the change of method", "[variates][analytic]")
{
    for (const double expected : {0.3, 9.5, 10.5, 400.0}) {
        std::vector<double> x = sample([&](Random& r) { return static_cast<double>(poisson(r, expected)); });
        std::sort(x.begin(), x.end());
        double distance = 0; // at the steps: counts are whole
        for (std::size_t i = 0; i + 1 < x.size(); ++i)
            if (x[i] < x[i + 1])
                distance = std::max(distance, std::abs(static_cast<double>(i + 1) / sample_size -
                                                       cdf(boost::math::poisson{expected}, x[i])));
        CHECK(distance * std::sqrt(sample_size) < rejected);
    }
}

TEST_CASE("means of variates lie within 3.3 standard errors", "[variates][analytic]")
{
    const double root = std::sqrt(sample_size);
    CHECK(std::abs(mean(sample([](Random& r) { return exponential(r, 3); })) - 3) < 3.3 * 3 / root);
    CHECK(std::abs(mean(sample([](Random& r) { return normal(r); }))) < 3.3 / root);
    CHECK(std::abs(mean(sample([](Random& r) { return gamma(r, 4.5, 2); })) - 9) < 3.3 * 2 * std::sqrt(4.5) / root);
}

TEST_CASE("a variate by inversion is the quantile of the stream's uniform number", "[variates][analytic]")
{
    const StreamKey key{1, 2, "test", "inverse", 3};
    const double u = Random{key}.uniform();
    Random a{key}, b{key}, c{key}, d{key};
    CHECK(exponential(a, 2) == -2 * portable_log(u));
    CHECK(normal(b) == normal_quantile(u));
    CHECK(weibull(c, 1, 2) == Approx(-2 * std::log(u)).epsilon(1e-14));
    CHECK(pareto(d, 2, 3) == Approx(3 / std::sqrt(u)).epsilon(1e-14));
}

TEST_CASE("choices come in proportion to their weights, and never at weight 0", "[variates][analytic]")
{
    const std::vector<double> weights{0, 3, 0, 1, 6, 0};
    const WeightedChoice choice{weights};
    Random random{{1, 0, "test", "choice", 0}};
    std::vector<int> count(weights.size());
    constexpr int n = 100000;
    for (int i = 0; i < n; ++i) ++count[choice(random)];
    double chi_square = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        CHECK(choice.probability(i) == Approx(weights[i] / 10));
        if (weights[i] == 0)
            CHECK(count[i] == 0);
        else
            chi_square += std::pow(count[i] - n * weights[i] / 10, 2) / (n * weights[i] / 10);
    }
    CHECK(chi_square < 13.82); // 0.999 quantile, 2 degrees of freedom
    CHECK_THROWS_AS(WeightedChoice{std::vector<double>{}}, LogicError);
    CHECK_THROWS_AS((WeightedChoice{std::vector<double>{1, -1}}), LogicError);
}

TEST_CASE("Zipf ranks fall with the power of the rank", "[variates][analytic]")
{
    const Zipf zipf{3, 1};
    Random random{{1, 0, "test", "zipf", 0}};
    constexpr int n = 100000;
    double ones = 0;
    for (int i = 0; i < n; ++i) {
        const std::uint32_t rank = zipf(random);
        REQUIRE((rank >= 1 && rank <= 3));
        ones += rank == 1;
    }
    const double p = 6.0 / 11; // 1 / (1 + 1/2 + 1/3)
    CHECK(std::abs(ones / n - p) < 3.3 * std::sqrt(p * (1 - p) / n));
}

TEST_CASE("whole numbers below n are uniform", "[variates][analytic]")
{
    Random random{{1, 0, "test", "below", 0}};
    std::vector<int> count(6);
    for (int i = 0; i < 60000; ++i) ++count.at(uniform_below(random, 6));
    double chi_square = 0;
    for (const int c : count) chi_square += std::pow(c - 10000, 2) / 10000;
    CHECK(chi_square < 20.52); // 0.999 quantile, 5 degrees of freedom
    CHECK(uniform_below(random, 1) == 0);
}

TEST_CASE("an empirical law is inverted exactly at and between its points", "[variates][analytic]")
{
    const EmpiricalCdf linear{{1, 3, 7}, {0.2, 0.6, 1}, EmpiricalCdf::Scale::linear};
    CHECK(linear.quantile(0.1) == 1); // the atom at the first point
    CHECK(linear.quantile(0.2) == 1);
    CHECK(linear.quantile(0.4) == Approx(2));
    CHECK(linear.quantile(0.8) == Approx(5));
    CHECK(linear.quantile(1) == 7);
    CHECK(linear.mean() == Approx(0.2 * 1 + 0.4 * 2 + 0.4 * 5));

    const EmpiricalCdf logarithmic{{1, 100, 10000}, {0, 0.5, 1}, EmpiricalCdf::Scale::logarithmic};
    CHECK(logarithmic.quantile(0.25) == Approx(10).epsilon(1e-14));
    CHECK(logarithmic.quantile(0.75) == Approx(1000).epsilon(1e-14));
    CHECK(logarithmic.mean() == Approx(9999 / std::log(10000)).epsilon(1e-12)); // log-uniform on [1, 10^4]
    CHECK(mean(sample([&](Random& r) { return logarithmic(r); })) == Approx(logarithmic.mean()).epsilon(0.03));
}

TEST_CASE("parameters outside the domain of a law are errors", "[variates][invariant]")
{
    Random random;
    CHECK_THROWS_AS(exponential(random, 0), LogicError);
    CHECK_THROWS_AS(normal(random, 0, -1), LogicError);
    CHECK_THROWS_AS(gamma(random, 0, 1), LogicError);
    CHECK_THROWS_AS(weibull(random, 1, 0), LogicError);
    CHECK_THROWS_AS(pareto(random, -1, 1), LogicError);
    CHECK_THROWS_AS(uniform_below(random, 0), LogicError);
    CHECK_THROWS_AS((EmpiricalCdf{{1, 2}, {0, 0.9}, EmpiricalCdf::Scale::linear}), LogicError);
}
