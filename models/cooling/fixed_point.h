#pragma once
#include "sim/base/errors.h"
#include <cmath>
#include <limits>

namespace dcsim {

/// The x >= 0 that a continuous function of falling `f(x) - x` maps to itself, for bounded f >= 0.
///
/// Secant steps from `start`, the answer to the last question; a step that leaves the bracket of all signs seen, and
/// every eighth one, is a bisection, so that the search ends whatever the kinks of f.
template <class F> double fixed_point(F&& f, double start, double tolerance)
{
    constexpr int most_steps = 400, bisect_every = 8;
    double low = 0, high = std::numeric_limits<double>::infinity();
    double x = start, x_before = start, error_before = 0;
    for (int i = 1; i <= most_steps; ++i) {
        const double error = f(x) - x;
        if (std::abs(error) <= tolerance) return x;
        (error > 0 ? low : high) = x;
        if (high - low <= tolerance) return x;
        double next = x + error;
        if (i > 1 && error != error_before) next = x - error * (x - x_before) / (error - error_before);
        const bool bracketed = std::isfinite(high);
        if (!(next > low && next < high) || (bracketed && i % bisect_every == 0))
            next = bracketed ? low + (high - low) / 2 : x + error;
        x_before = x;
        error_before = error;
        x = next;
    }
    broken("a heat balance did not converge", std::source_location::current());
}

} // namespace dcsim
