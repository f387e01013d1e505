#include "models/compute/checkpointing.h"
#include "sim/numerics/roots.h"
#include <cmath>

namespace dcsim {

Seconds young_interval(const Checkpointing& c)
{
    return Seconds{std::sqrt(2 * c.write.si() * c.between_failures.si())};
}

Seconds daly_interval(const Checkpointing& c)
{
    const double half = c.write / (2 * c.between_failures);
    if (half >= 1) return c.between_failures;
    return young_interval(c) * (1 + std::sqrt(half) / 3 + half / 9) - c.write;
}

Seconds best_interval(const Checkpointing& c)
{
    // d/dx of efficiency = 0 at 1 - x = exp(-(x + write)), all over the time between failures.
    const double write = c.write / c.between_failures;
    const auto slope = [&](double x) {
        return ValueAndSlope{x - 1 + std::exp(-(x + write)), 1 - std::exp(-(x + write))};
    };
    constexpr double tolerance = 1e-14;
    return newton_root(slope, {0, 1}, std::sqrt(2 * write), tolerance) * c.between_failures;
}

double efficiency(const Checkpointing& c, Seconds interval)
{
    const double attempts = std::expm1((interval + c.write) / c.between_failures);
    return interval / (c.between_failures * std::exp(c.restart / c.between_failures) * attempts);
}

} // namespace dcsim
