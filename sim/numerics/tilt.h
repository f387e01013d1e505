#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace dcsim {

/// A class of what is drawn: its share of all draws and the mean of its values.
struct TiltClass {
    double share, mean;
};

/// A joint law of classes and positive values that keeps the distribution of the values: class i has the value x with
/// probability proportional to factor[i] * x^exponent[i], so larger values lean to the classes of larger exponents.
class PowerTilt {
public:
    PowerTilt(std::vector<double> log_factor, std::vector<double> exponent);
    std::size_t classes() const { return exponent_.size(); }
    /// Shares of the classes among the draws of value x > 0; `share` has room for all.
    void shares(double x, std::span<double> share) const;

private:
    std::vector<double> log_factor_, exponent_;
};

/// The law that gives the classes their shares and means where values[j] > 0 has the weight weights[j]. Shares are
/// normalised to a sum of 1, means so that they average to that of the values. None where a class would have to
/// lie beyond the values, or the shares cannot be met.
///
/// Alternates between the exponents, by Newton's method, and the shares of values, as iterative proportional fitting
/// does [Deming and Stephan, Annals of Mathematical Statistics 11 (1940)]; stops where both fit to 1e-9.
std::optional<PowerTilt> power_tilt(std::span<const double> values, std::span<const double> weights,
                                    std::span<const TiltClass> classes);

} // namespace dcsim
