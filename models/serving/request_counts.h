#pragma once
#include "sim/numerics/random.h"
#include <cstdint>

namespace dcsim {

/// Requests of one interval. Its mean is exactly `mean`; `dispersion` is the variance over the mean: 1 for Poisson,
/// more for a negative binomial, a Poisson whose rate is gamma distributed [Cameron and Trivedi, Regression Analysis of
/// Count Data, 2013, 3.3]. Give each interval its own stream, so that no interval depends on another.
std::uint64_t draw_requests(Random& random, double mean, double dispersion = 1);

} // namespace dcsim
