#include "sim/base/time.h"
#include "sim/base/errors.h"
#include <cmath>

namespace dcsim {

namespace {

constexpr double longest_ns = 9.2e18; // just below 2^63

Span checked(double ns)
{
    require(ns >= 0 && ns <= longest_ns, "a length of time must lie between 0 and 292 years");
    return {static_cast<std::int64_t>(ns)};
}

} // namespace

Span span_at_least(Seconds d)
{
    const double ns = d.si() * ns_per_second;
    // A product one rounding error above a whole number means that number: 0.3 s is 300,000,000 ns, not one more.
    const double whole = std::nearbyint(ns);
    return checked(std::abs(ns - whole) <= 4e-16 * std::abs(ns) ? whole : std::ceil(ns));
}

Span nearest_span(Seconds d)
{
    return checked(std::nearbyint(d.si() * ns_per_second));
}

} // namespace dcsim
