#pragma once
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include "sim/numerics/random.h"

namespace dcsim {

/// Requests that come evenly at a rate which differs from minute to minute by more than chance: a gamma factor of mean
/// 1 holds for each, so that counts of a minute are negative binomial [Cameron and Trivedi, Regression Analysis of
/// Count Data, 2013, 3.3] with `dispersion` as their variance over their mean, 1 being Poisson. A minute has one
/// factor, however many intervals see it.
class RateOfMinutes {
public:
    explicit RateOfMinutes(double dispersion);

    /// What the factors of its minutes make of the mean of an interval. `minutes` are streams, one for each minute of
    /// the run. Intervals come in order.
    double mean_of(const Interval& interval, double mean, const Streams& minutes);
    void state(Archive& archive) { archive("minute", minute_)("factor", factor_); }

private:
    double factor(std::int64_t index, double mean_of_it, const Streams& minutes);

    double dispersion_;
    std::int64_t minute_{-1}; ///< whose factor is known
    double factor_{1};
};

} // namespace dcsim
