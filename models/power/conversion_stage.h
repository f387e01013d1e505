#pragma once
#include "models/vocabulary/facility.h"

namespace dcsim {

/// Loss of one conversion unit of rating P_r at output P: P_r (a + b x + c x^2), x = P / P_r.
struct LossCurve {
    double fixed{0}, linear{0}, square{0};
};

/// Equal units that share one load equally. A load above the rating is carried and told of; protection is not this
/// stage's affair.
struct ConversionStage {
    LossCurve curve;
    Power unit_rating{};
    int units{1};

    /// Exact mean loss over the interval: the curve is quadratic, so two moments of the output suffice.
    Power loss(const LoadMoments& output) const;

    /// Moments at the stage's input. The mean is exact; the variance is carried by the stage's gain at the mean
    /// (the curvature would need fourth moments; at 2 % loss it changes the variance by less than 1e-3).
    LoadMoments input(const LoadMoments& output) const;

    /// More than all units together are rated for. The full load itself, summed in whatever order, is not.
    bool overloaded(Power load) const;
};

} // namespace dcsim
