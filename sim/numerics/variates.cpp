#include "sim/numerics/variates.h"
#include "sim/numerics/elementary.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

/// Standard gamma with shape >= 1: squeeze a normal cubed [Marsaglia and Tsang 2000].
double gamma_above_one(Random& random, double shape)
{
    const double d = shape - 1.0 / 3.0, c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = normal(random), root = 1 + c * x;
        if (root <= 0) continue;
        const double v = root * root * root;
        if (portable_log(random.uniform()) < 0.5 * x * x + d * (1 - v + portable_log(v))) return d * v;
    }
}

std::vector<double> zipf_weights(std::uint32_t n, double exponent)
{
    require(n > 0 && exponent >= 0, "a Zipf law needs at least one rank and an exponent of at least 0");
    std::vector<double> weights(n);
    for (std::uint32_t i = 0; i < n; ++i) weights[i] = portable_pow(i + 1.0, -exponent);
    return weights;
}

/// Stirling's series, to 1e-9 from 10 on; smaller factorials are multiplied out.
double log_factorial(double k)
{
    if (k < 10) {
        double product = 1;
        for (double i = 2; i <= k; ++i) product *= i;
        return portable_log(product);
    }
    const double n = k + 1, half_log_two_pi = 0.918938533204672742;
    return (n - 0.5) * portable_log(n) - n + half_log_two_pi + (1 - 1 / (30 * n * n)) / (12 * n);
}

std::uint64_t poisson_by_inversion(Random& random, double mean)
{
    std::uint64_t k = 0;
    double probability = portable_exp(-mean);
    for (double left = random.uniform(); left > probability && probability > 0; ++k) {
        left -= probability;
        probability *= mean / static_cast<double>(k + 1);
    }
    return k;
}

std::uint64_t poisson_by_rejection(Random& random, double mean)
{
    const double b = 0.931 + 2.53 * std::sqrt(mean), a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), squeeze = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        const double u = random.uniform() - 0.5, v = random.uniform(), from_edge = 0.5 - std::abs(u);
        const double k = std::floor((2 * a / from_edge + b) * u + mean + 0.43);
        if (from_edge >= 0.07 && v <= squeeze) return static_cast<std::uint64_t>(k);
        if (k < 0 || (from_edge < 0.013 && v > from_edge)) continue;
        const double accepted = portable_log(v * inverse_alpha / (a / (from_edge * from_edge) + b));
        if (accepted <= k * portable_log(mean) - mean - log_factorial(k)) return static_cast<std::uint64_t>(k);
    }
}

/// Of exp over [a, b]: exp((a+b)/2) sinh(h)/h with h = (b-a)/2; sinh(h)/h is 1 + h^2/6 near 0.
double mean_of_exp(double a, double b)
{
    const double h = 0.5 * (b - a);
    const double stretch = h < 1e-4 ? 1 + h * h / 6 : (portable_exp(h) - portable_exp(-h)) / (2 * h);
    return portable_exp(0.5 * (a + b)) * stretch;
}

} // namespace

double exponential(Random& random, double mean)
{
    require(mean > 0, "the mean of an exponential must be positive");
    return -mean * portable_log(random.uniform());
}

double normal(Random& random, double mean, double sd)
{
    require(sd >= 0, "a standard deviation must not be negative");
    return mean + sd * normal_quantile(random.uniform());
}

double lognormal(Random& random, double mu, double sigma)
{
    return portable_exp(normal(random, mu, sigma));
}

double gamma(Random& random, double shape, double scale)
{
    require(shape > 0 && scale > 0, "shape and scale of a gamma must be positive");
    if (shape >= 1) return scale * gamma_above_one(random, shape);
    const double larger = gamma_above_one(random, shape + 1);
    return scale * larger * portable_pow(random.uniform(), 1 / shape);
}

double weibull(Random& random, double shape, double scale)
{
    require(shape > 0 && scale > 0, "shape and scale of a Weibull must be positive");
    return scale * portable_pow(-portable_log(random.uniform()), 1 / shape);
}

double pareto(Random& random, double shape, double least)
{
    require(shape > 0 && least > 0, "shape and least value of a Pareto must be positive");
    return least * portable_pow(random.uniform(), -1 / shape);
}

std::uint64_t poisson(Random& random, double mean)
{
    require(mean >= 0 && mean < 1e15, "the mean of a Poisson count must be a number that can be counted to");
    return mean < 10 ? poisson_by_inversion(random, mean) : poisson_by_rejection(random, mean);
}

std::uint64_t uniform_below(Random& random, std::uint64_t n)
{
    require(n > 0, "a choice needs something to choose from");
    const std::uint64_t unfair = (0 - n) % n; // 2^64 mod n: words below it would favour the first results
    for (;;)
        if (const std::uint64_t word = random.bits(); word >= unfair) return word % n;
}

WeightedChoice::WeightedChoice(std::span<const double> weights) : cumulative_(weights.size())
{
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        require(weights[i] >= 0, "a weight must not be negative");
        cumulative_[i] = sum += weights[i];
    }
    require(sum > 0 && std::isfinite(sum), "the sum of weights must be positive and finite");
    for (double& c : cumulative_) c /= sum;
}

std::size_t WeightedChoice::operator()(Random& random) const
{
    const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), random.uniform());
    return static_cast<std::size_t>(found - cumulative_.begin());
}

double WeightedChoice::probability(std::size_t index) const
{
    return index == 0 ? cumulative_.at(0) : cumulative_.at(index) - cumulative_[index - 1];
}

std::size_t weighted_choice(Random& random, std::span<const double> weights)
{
    return WeightedChoice{weights}(random);
}

Zipf::Zipf(std::uint32_t n, double exponent) : choice_{zipf_weights(n, exponent)} {}

EmpiricalCdf::EmpiricalCdf(std::vector<double> x, std::vector<double> share, Scale scale)
    : x_{std::move(x)}, share_{std::move(share)}, scale_{scale}
{
    require(!x_.empty() && x_.size() == share_.size(), "a distribution needs as many shares as values");
    require(share_.front() >= 0 && share_.back() == 1, "shares must start at 0 or above and end at 1");
    for (std::size_t i = 1; i < x_.size(); ++i)
        require(x_[i] >= x_[i - 1] && share_[i] >= share_[i - 1], "values and shares must not decrease");
    if (scale_ == Scale::logarithmic)
        for (double& value : x_) value = portable_log(value);
}

double EmpiricalCdf::quantile(double p) const
{
    require(p >= 0 && p <= 1, "a quantile needs a probability");
    const auto above = std::lower_bound(share_.begin(), share_.end(), p);
    const auto i = static_cast<std::size_t>(above - share_.begin());
    double value = x_[i];
    if (i > 0) {
        const double part = (p - share_[i - 1]) / (share_[i] - share_[i - 1]);
        value = x_[i - 1] + part * (x_[i] - x_[i - 1]);
    }
    return scale_ == Scale::logarithmic ? portable_exp(value) : value;
}

double EmpiricalCdf::mean() const
{
    return average(1, [](double a, double b) { return 0.5 * (a + b); });
}

double EmpiricalCdf::second_moment() const
{
    return average(2, [](double a, double b) { return (a * a + a * b + b * b) / 3; });
}

/// The mean of x^order; `linear` is that of x uniform in [a, b].
template <class Linear> double EmpiricalCdf::average(double order, const Linear& linear) const
{
    const auto between = [&](double a, double b) {
        return scale_ == Scale::linear ? linear(a, b) : mean_of_exp(order * a, order * b);
    };
    double sum = share_.front() * between(x_.front(), x_.front());
    for (std::size_t i = 1; i < x_.size(); ++i) sum += (share_[i] - share_[i - 1]) * between(x_[i - 1], x_[i]);
    return sum;
}

} // namespace dcsim
