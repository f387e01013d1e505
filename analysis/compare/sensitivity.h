#pragma once
#include <optional>
#include <vector>

namespace dcsim {

/// What a linear model says about the inputs of a sampled design.
struct Sensitivity {
    /// By input: standard deviations of the outcome for one of the input, the others held; NaN for an input that does
    /// not vary.
    std::vector<double> coefficients;
    double r2{0}; ///< share of the outcome's variance that the model has; the rest is curvature, interaction, chance
};

/// Standardised regression coefficients [Saltelli et al., Global Sensitivity Analysis: The Primer, Wiley 2008, 1.2.5].
/// `inputs` are values by input and point, `outcome` by point; points whose outcome is NaN are left out. None if the
/// outcome does not vary, if inputs vary together so that none can be told from another, or if there are not at least
/// two points more than the model has numbers.
std::optional<Sensitivity> sensitivity(const std::vector<std::vector<double>>& inputs,
                                       const std::vector<double>& outcome);

} // namespace dcsim
