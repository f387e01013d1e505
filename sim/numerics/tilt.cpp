#include "sim/numerics/tilt.h"
#include "sim/base/errors.h"
#include "sim/numerics/elementary.h"
#include <algorithm>
#include <cmath>
#include <limits>

namespace dcsim {

namespace {

constexpr double accuracy = 1e-9;
constexpr double most_exponent = 50;

class Fit {
public:
    Fit(std::span<const double> values, std::span<const double> weights, std::span<const TiltClass> classes)
        : classes_(classes.begin(), classes.end()), exponent_(classes.size()), factor_(classes.size())
    {
        double weight = 0, sum = 0;
        for (const double w : weights) weight += w;
        for (std::size_t j = 0; j < values.size(); ++j) {
            if (!(weights[j] > 0)) continue;
            weights_.push_back(weights[j] / weight);
            sum += weights_.back() * values[j];
            value_.push_back(values[j]);
            centre_ += weights_.back() * portable_log(values[j]);
        }
        for (const double x : value_) log_.push_back(portable_log(x) - centre_);
        scale_classes(sum);
        column_ = weights_;
        for (std::size_t i = 0; i < classes_.size(); ++i) factor_[i] = classes_[i].share;
    }

    bool converge()
    {
        for (int i = 0; i < 200; ++i) {
            for (std::size_t c = 0; c < classes_.size(); ++c)
                if (!tilt(c)) return false;
            if (spread() < accuracy) return true;
        }
        return false;
    }

    PowerTilt law() const
    {
        std::vector<double> log_factor;
        for (std::size_t i = 0; i < factor_.size(); ++i)
            log_factor.push_back(portable_log(factor_[i]) - exponent_[i] * centre_);
        return {std::move(log_factor), exponent_};
    }

private:
    struct Moments {
        double mass{0}, mean{0}, slope{0}; ///< slope: of the mean with the exponent
    };

    void scale_classes(double mean)
    {
        double share = 0, average = 0;
        for (const TiltClass& c : classes_) share += c.share;
        for (const TiltClass& c : classes_) average += c.share / share * c.mean;
        for (TiltClass& c : classes_) c = {c.share / share, c.mean * mean / average};
    }

    Moments moments(double exponent) const
    {
        Moments m;
        double log_mean = 0, cross = 0;
        for (std::size_t j = 0; j < value_.size(); ++j) {
            const double w = column_[j] * portable_exp(exponent * log_[j]);
            m.mass += w;
            m.mean += w * value_[j];
            log_mean += w * log_[j];
            cross += w * value_[j] * log_[j];
        }
        m.mean /= m.mass;
        m.slope = cross / m.mass - m.mean * (log_mean / m.mass);
        return m;
    }

    /// The exponent that gives a class its mean: Newton's method on the logarithm of the mean, inside a bracket.
    bool tilt(std::size_t i)
    {
        double low = -most_exponent, high = most_exponent, x = exponent_[i];
        for (int n = 0; n < 200; ++n) {
            const Moments m = moments(x);
            const double excess = portable_log(m.mean / classes_[i].mean);
            if (std::abs(excess) < accuracy / 10 || high - low < 1e-12) {
                exponent_[i] = x;
                factor_[i] = classes_[i].share / m.mass;
                return std::abs(excess) < accuracy;
            }
            (excess > 0 ? high : low) = x;
            const double next = x - excess * m.mean / m.slope;
            x = next > low && next < high ? next : (low + high) / 2;
        }
        return false;
    }

    /// Gives every value its weight again; how far the classes together were from it.
    double spread()
    {
        double worst = 0;
        for (std::size_t j = 0; j < value_.size(); ++j) {
            double sum = 0;
            for (std::size_t i = 0; i < exponent_.size(); ++i) sum += factor_[i] * portable_exp(exponent_[i] * log_[j]);
            worst = std::max(worst, std::abs(column_[j] * sum - weights_[j]) / weights_[j]);
            column_[j] = weights_[j] / sum;
        }
        return worst;
    }

    std::vector<TiltClass> classes_;
    std::vector<double> exponent_, factor_;
    std::vector<double> value_, log_, weights_, column_; ///< by value; column_ times the classes' factors = weights_
    double centre_{0};                                   ///< mean logarithm, so that powers stay within range
};

bool possible(std::span<const double> values, std::span<const TiltClass> classes)
{
    return !values.empty() && !classes.empty() &&
           std::all_of(values.begin(), values.end(), [](double x) { return x > 0; }) &&
           std::all_of(classes.begin(), classes.end(),
                       [](const TiltClass& c) { return c.share > 0 && c.mean > 0 && std::isfinite(c.mean); });
}

} // namespace

PowerTilt::PowerTilt(std::vector<double> log_factor, std::vector<double> exponent)
    : log_factor_{std::move(log_factor)}, exponent_{std::move(exponent)}
{
    require(!exponent_.empty() && log_factor_.size() == exponent_.size(), "a tilt has classes");
}

void PowerTilt::shares(double x, std::span<double> share) const
{
    const double log_x = portable_log(x);
    double most = -std::numeric_limits<double>::infinity(), sum = 0;
    for (std::size_t i = 0; i < classes(); ++i) {
        share[i] = log_factor_[i] + exponent_[i] * log_x;
        most = std::max(most, share[i]);
    }
    for (std::size_t i = 0; i < classes(); ++i) sum += share[i] = portable_exp(share[i] - most);
    for (std::size_t i = 0; i < classes(); ++i) share[i] /= sum;
}

std::optional<PowerTilt> power_tilt(std::span<const double> values, std::span<const double> weights,
                                    std::span<const TiltClass> classes)
{
    require(values.size() == weights.size(), "every value has a weight");
    if (!possible(values, classes)) return std::nullopt;
    Fit fit{values, weights, classes};
    if (!fit.converge()) return std::nullopt;
    return fit.law();
}

} // namespace dcsim
