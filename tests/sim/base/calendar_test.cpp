#include "sim/base/calendar.h"
#include <catch2/catch.hpp>

using namespace dcsim;

TEST_CASE("a time stamp needs an offset, written or given", "[calendar][analytic]")
{
    const std::int64_t utc = unix_ns({2022, 1, 1, 7 * ns_per_hour});
    CHECK(parse_timestamp("2022-01-01T07:00Z") == utc);
    CHECK(parse_timestamp("2022-01-01 00:00:00-07:00") == utc);
    CHECK(parse_timestamp("2022-01-01T00:00", -420) == utc);
    CHECK(parse_timestamp("2022-01-01 07:00:00.5+00:00") == utc + ns_per_hour / 7200);
    CHECK_FALSE(parse_timestamp("2022-01-01 07:00:00"));
}

TEST_CASE("a malformed time stamp is refused", "[calendar]")
{
    for (const char* bad : {"", "2022", "2022-02-29T00:00Z", "2022-01-01T24:00Z", "2022-01-01T00:60Z",
                            "2022-01-01T00:00Zx", "2022-1-01T00:00Z"})
        CHECK_FALSE(parse_timestamp(bad));
}

TEST_CASE("civil time and nanoseconds since 1970 are inverse, before 1970 too", "[calendar][invariant]")
{
    for (const CivilTime& t :
         {CivilTime{1969, 12, 31, 23 * ns_per_hour + 7}, CivilTime{2024, 2, 29, 0}, CivilTime{2100, 3, 1, 1}})
        CHECK(civil_time(unix_ns(t)) == t);
}

TEST_CASE("the 29th of February repeats the 28th, later days keep their place", "[calendar][analytic]")
{
    const auto hour = [](int year, unsigned month, unsigned day) {
        return hour_of_typical_year(unix_ns({year, month, day, 5 * ns_per_hour}));
    };
    CHECK(hour(2024, 2, 28) == 58 * 24 + 5);
    CHECK(hour(2024, 2, 29) == 58 * 24 + 5);
    CHECK(hour(2024, 3, 1) == hour(2025, 3, 1));
    CHECK(hour(2024, 12, 31) == 364 * 24 + 5);
    CHECK(hour(2025, 12, 31) == 364 * 24 + 5);
}

TEST_CASE("an instant is printed in UTC", "[calendar]")
{
    CHECK(timestamp_text(unix_ns({2022, 3, 7, 9 * ns_per_hour})) == "2022-03-07T09:00Z");
}

TEST_CASE("a year that 64-bit nanoseconds cannot hold makes no time stamp", "[base]")
{
    CHECK(parse_timestamp("1678-01-01T00:00:00Z"));
    CHECK(parse_timestamp("2261-12-31T23:59:59Z"));
    CHECK_FALSE(parse_timestamp("1677-12-31T23:59:59Z"));
    CHECK_FALSE(parse_timestamp("2262-01-01T00:00:00Z"));
    CHECK_FALSE(parse_timestamp("9999-01-01T00:00:00Z"));
}
