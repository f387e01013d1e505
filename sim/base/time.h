#pragma once
#include "sim/base/units.h"
#include <algorithm>
#include <compare>
#include <cstdint>

/// Instants are integers, so that a run is exact and a year does not lose nanoseconds; physics gets Seconds.
namespace dcsim {

/// A length of time in nanoseconds.
struct Span {
    std::int64_t ns{0};
    friend constexpr auto operator<=>(const Span&, const Span&) = default;
};

/// An instant: nanoseconds since the scenario's start.
struct Time {
    std::int64_t ns{0};
    friend constexpr auto operator<=>(const Time&, const Time&) = default;
    static constexpr Time never() { return {INT64_MAX}; } ///< later than every instant of a run; at no time
};

constexpr Time operator+(Time t, Span d)
{
    return {t.ns + d.ns};
}
constexpr Time operator-(Time t, Span d)
{
    return {t.ns - d.ns};
}
constexpr Span operator-(Time a, Time b)
{
    return {a.ns - b.ns};
}
constexpr Span operator+(Span a, Span b)
{
    return {a.ns + b.ns};
}
constexpr Span operator-(Span a, Span b)
{
    return {a.ns - b.ns};
}

/// Right-open: [from, to).
struct Interval {
    Time from, to;
    friend constexpr bool operator==(const Interval&, const Interval&) = default;
};

/// Of an interval that which comes after `start`.
constexpr Span time_since(Time start, const Interval& i)
{
    return std::max(i.to, start) - std::max(i.from, start);
}

constexpr double ns_per_second = 1e9;

constexpr Seconds seconds(Span d)
{
    return Seconds{static_cast<double>(d.ns) / ns_per_second};
}
constexpr Seconds seconds(Interval i)
{
    return seconds(i.to - i.from);
}
constexpr Seconds seconds(Time t)
{
    return Seconds{static_cast<double>(t.ns) / ns_per_second};
}

/// The smallest whole number of nanoseconds that is not shorter than `d`. Every computed instant rounds up, here.
/// Throws LogicError if `d` is negative, not a number, or longer than 292 years.
Span span_at_least(Seconds d);

/// The first instant that is not before `from` + `later`.
inline Time first_tick_at_or_after(Time from, Seconds later)
{
    return from + span_at_least(later);
}

/// For values that were written down, not computed ("5 min" in a file, a time stamp): the nearest nanosecond.
Span nearest_span(Seconds d);

} // namespace dcsim
