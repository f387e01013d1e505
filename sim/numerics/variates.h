#pragma once
#include "sim/numerics/random.h"
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Random variates as pure functions of a stream; the same on every machine (own log and exp, no std distributions).
/// Parameters outside their domain are a LogicError.
namespace dcsim {

double exponential(Random&, double mean);               ///< mean > 0
double normal(Random&, double mean = 0, double sd = 1); ///< by inversion: one draw, monotone in it
double lognormal(Random&, double mu, double sigma);     ///< mu and sigma of the logarithm
double gamma(Random&, double shape, double scale);      ///< [Marsaglia and Tsang, ACM TOMS 26 (2000)]
double weibull(Random&, double shape, double scale);    ///< P(X > x) = exp(-(x/scale)^shape)
double pareto(Random&, double shape, double least);     ///< P(X > x) = (least/x)^shape for x >= least

/// Number of events; mean >= 0. By inversion below 10, else by transformed rejection [Hormann, Insurance: Mathematics
/// and Economics 12 (1993), PTRS].
std::uint64_t poisson(Random&, double mean);

/// Uniform in 0..n-1 without bias, by rejection; n >= 1.
std::uint64_t uniform_below(Random&, std::uint64_t n);

/// Index drawn in proportion to weights >= 0 with a positive sum.
class WeightedChoice {
public:
    explicit WeightedChoice(std::span<const double> weights);
    std::size_t operator()(Random&) const; ///< O(log n), one draw
    double probability(std::size_t index) const;

private:
    std::vector<double> cumulative_; ///< ends at exactly 1
};

/// One draw from weights that are used once; a WeightedChoice is faster for many.
std::size_t weighted_choice(Random&, std::span<const double> weights);

/// Ranks 1..n with probability proportional to rank^-exponent; exponent >= 0.
class Zipf {
public:
    Zipf(std::uint32_t n, double exponent);
    std::uint32_t operator()(Random& r) const { return static_cast<std::uint32_t>(choice_(r)) + 1; }

private:
    WeightedChoice choice_;
};

/// A distribution given by points (x, share of values <= x), both increasing; between points x is interpolated linearly
/// or in its logarithm (then x > 0). A first share above 0 is an atom at the first x; the last share must be 1.
class EmpiricalCdf {
public:
    enum class Scale : std::uint8_t { linear, logarithmic };
    EmpiricalCdf(std::vector<double> x, std::vector<double> share, Scale);
    double quantile(double p) const; ///< p in [0, 1]
    double operator()(Random& r) const { return quantile(r.uniform()); }
    double mean() const;          ///< exact, of the interpolated law
    double second_moment() const; ///< mean of the square, as exact

private:
    template <class Linear> double average(double order, const Linear& linear) const;

    std::vector<double> x_, share_; ///< x_ holds logarithms when the scale is logarithmic
    Scale scale_;
};

} // namespace dcsim
