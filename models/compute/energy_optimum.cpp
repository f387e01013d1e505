#include "models/compute/energy_optimum.h"
#include "sim/numerics/roots.h"
#include <cmath>
#include <functional>
#include <utility>

namespace dcsim {

namespace {

constexpr double clock_tolerance = 1e-8;

Energy total(const Pace& pace)
{
    Energy sum{};
    for (const Energy e : pace.energy) sum += e;
    return sum;
}

/// Of a function with one valley in the bracket [Press et al., Numerical Recipes, 10.2].
double golden_minimum(const std::function<double(double)>& f, Bracket in)
{
    const double shrink = (std::sqrt(5.0) - 1) / 2;
    double left = in.high - shrink * (in.high - in.low), right = in.low + shrink * (in.high - in.low);
    double at_left = f(left), at_right = f(right);
    while (in.high - in.low > clock_tolerance) {
        if (at_left <= at_right) {
            in.high = std::exchange(right, left);
            at_right = at_left;
            left = in.high - shrink * (in.high - in.low);
            at_left = f(left);
        } else {
            in.low = std::exchange(left, right);
            at_left = at_right;
            right = in.low + shrink * (in.high - in.low);
            at_right = f(right);
        }
    }
    return in.low + (in.high - in.low) / 2;
}

/// The valley's bracket: energy may have a kink at the knee of the voltage, and a shoulder where work stops to wait.
Bracket around_least(const std::function<double(double)>& f, Bracket in)
{
    constexpr int points = 32;
    const double step = (in.high - in.low) / points;
    int best = 0;
    for (int i = 1; i <= points; ++i)
        if (f(in.low + i * step) < f(in.low + best * step)) best = i;
    return {in.low + std::fmax(best - 1, 0) * step, in.low + std::fmin(best + 1, points) * step};
}

} // namespace

ClockChoice energy_optimal_clock(const Hardware& hardware, const Demand& demand, const Allocation& gang,
                                 const ClockBounds& bounds)
{
    require(bounds.slowdown >= 1 && bounds.least > 0 && bounds.least <= 1,
            "bounds of a clock that hold at the highest");
    const auto pace = [&](double clock) { return hardware.pace(demand, gang, {clock, bounds.cap}); };
    const std::function<double(double)> joules = [&](double clock) { return total(pace(clock)).si(); };
    const Pace fastest = pace(1);
    const Seconds longest = bounds.slowdown * fastest.iteration;
    Bracket allowed{bounds.least, 1};
    if (pace(bounds.least).iteration > longest)
        allowed.low = bisection_root([&](double clock) { return (longest - pace(clock).iteration).si(); }, allowed,
                                     clock_tolerance);
    double best = golden_minimum(joules, around_least(joules, allowed));
    for (const double end : {allowed.low, allowed.high})
        if (joules(end) <= joules(best)) best = end;
    if (pace(best).iteration > longest) best = std::fmin(1, best + clock_tolerance);
    return {best, pace(best)};
}

} // namespace dcsim
