#include "sim/base/errors.h"
#include "sim/base/time.h"
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("a computed instant rounds up to the next nanosecond", "[time]")
{
    CHECK(first_tick_at_or_after(Time{10}, Seconds{1.2e-9}).ns == 12);
    CHECK(first_tick_at_or_after(Time{10}, Seconds{}).ns == 10);
}

TEST_CASE("a decimal number of seconds that is a whole number of nanoseconds stays it", "[time]")
{
    for (const double s : {0.1, 0.3, 0.7, 1.1, 86400.001, 3.3})
        CHECK(span_at_least(Seconds{s}).ns == std::int64_t(s * 1e9 + 0.5));
}

TEST_CASE("R10: an event at ten years is right to a microsecond", "[time][analytic]")
{
    const double ten_years = 10 * 365.25 * 86400;
    const Time at = first_tick_at_or_after(Time{}, Seconds{ten_years});
    CHECK(std::abs(seconds(at).si() - ten_years) < 1e-6);
    CHECK((at + Span{1} - at).ns == 1);
}

TEST_CASE("a negative or endless length of time is an error of ours", "[time]")
{
    CHECK_THROWS_AS(span_at_least(Seconds{-1}), LogicError);
    CHECK_THROWS_AS(span_at_least(Seconds{1e12}), LogicError);
    CHECK_THROWS_AS(span_at_least(Seconds{std::numeric_limits<double>::quiet_NaN()}), LogicError);
}
