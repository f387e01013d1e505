#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dcsim {

inline constexpr std::int64_t ns_per_hour = 3'600'000'000'000;
inline constexpr std::int64_t hours_per_year = 8760; ///< of a typical year, which is never a leap year

/// A date and time of day of the proleptic Gregorian calendar, in whatever zone its user says.
struct CivilTime {
    int year{1970};
    unsigned month{1}, day{1}; ///< from 1
    std::int64_t ns_of_day{0};
    friend bool operator==(const CivilTime&, const CivilTime&) = default;
};

CivilTime civil_time(std::int64_t unix_ns);
std::int64_t unix_ns(const CivilTime&);

bool is_leap_year(int year);
unsigned day_of_year(const CivilTime&); ///< from 1

/// Hour of a 365-day year, 0..8759, right-open: 29 February repeats the 28th.
std::int64_t hour_of_typical_year(std::int64_t unix_ns);

/// Nanoseconds since 1970 (UTC) of `2022-01-31 12:00[:00[.5]][Z|+02:00]`, with `T` or a space. None if malformed, or if
/// the offset is missing and none is given.
std::optional<std::int64_t> parse_timestamp(std::string_view text, std::optional<int> offset_minutes = std::nullopt);

/// `2022-01-31T12:00Z`, for messages: seconds are cut off.
std::string timestamp_text(std::int64_t unix_ns);

} // namespace dcsim
