#pragma once
#include "sim/base/errors.h"
#include <cmath>

/// Roots of a rising function of one variable. Where it does not change sign inside the bracket, the end nearest to
/// the root is returned: the bracket is also a limit. Negate a falling function.
namespace dcsim {

struct Bracket {
    double low, high;
};

struct ValueAndSlope {
    double value, slope;
};

/// Newton's method kept inside a shrinking bracket: a step that leaves it, or that does not halve the step before the
/// last, is replaced by a bisection [Press et al., Numerical Recipes, 9.4 rtsafe]. `f(x)` returns ValueAndSlope;
/// `start` is the last known root. Ends when a step is at most `tolerance` (in units of x).
template <class F> double newton_root(F&& f, Bracket bracket, double start, double tolerance)
{
    require(bracket.low <= bracket.high && tolerance > 0, "a root needs a bracket and a tolerance above 0");
    constexpr int most_steps = 200; // a bracket of any doubles is bisected to the last bit in fewer
    double x = std::fmin(std::fmax(start, bracket.low), bracket.high);
    double step_before = bracket.high - bracket.low, step = step_before;
    for (int i = 0; i < most_steps; ++i) {
        const ValueAndSlope at = f(x);
        if (at.value == 0) return x;
        (at.value < 0 ? bracket.low : bracket.high) = x;
        double next = x - at.value / at.slope;
        const bool useful =
            next > bracket.low && next < bracket.high && 2 * std::abs(next - x) <= std::abs(step_before);
        if (!useful) next = bracket.low + (bracket.high - bracket.low) / 2;
        step_before = step;
        step = next - x;
        x = next;
        if (std::abs(step) <= tolerance) return x;
    }
    throw LogicError{"Newton's method does not converge"};
}

/// The slow and certain way, to test the fast one; `f(x)` returns the value.
template <class F> double bisection_root(F&& f, Bracket bracket, double tolerance)
{
    require(bracket.low <= bracket.high && tolerance > 0, "a root needs a bracket and a tolerance above 0");
    while (bracket.high - bracket.low > tolerance) {
        const double middle = bracket.low + (bracket.high - bracket.low) / 2;
        if (middle <= bracket.low || middle >= bracket.high) break; // neighbouring doubles
        (f(middle) < 0 ? bracket.low : bracket.high) = middle;
    }
    return bracket.low + (bracket.high - bracket.low) / 2;
}

} // namespace dcsim
