#include "sim/base/calendar.h"
#include <chrono>

namespace dcsim {

namespace {

using namespace std::chrono;

constexpr std::int64_t ns_per_day = 24 * ns_per_hour;
constexpr std::int64_t ns_per_minute = ns_per_hour / 60;
constexpr int first_year = 1678, last_year = 2261; // whole years that 64-bit nanoseconds hold
constexpr std::int64_t ns_in_second = ns_per_minute / 60;

/// Takes text from the front; `good` turns false at the first mismatch and stays so.
struct Scanner {
    std::string_view rest;
    bool good{true};

    bool take(char c)
    {
        if (rest.empty() || rest.front() != c) return false;
        rest.remove_prefix(1);
        return true;
    }
    void expect(char c) { good = take(c) && good; }
    int digits(std::size_t count)
    {
        int value = 0;
        for (; count > 0; --count) {
            if (rest.empty() || rest.front() < '0' || rest.front() > '9') {
                good = false;
                return 0;
            }
            value = 10 * value + (rest.front() - '0');
            rest.remove_prefix(1);
        }
        return value;
    }
    int at_most(int limit, int value)
    {
        good = good && value <= limit;
        return value;
    }
};

std::int64_t fraction_ns(Scanner& in)
{
    std::int64_t ns = 0;
    for (std::int64_t unit = ns_in_second / 10; !in.rest.empty() && in.rest.front() >= '0' && in.rest.front() <= '9';
         unit /= 10)
        ns += unit * in.digits(1);
    return ns;
}

std::int64_t time_of_day(Scanner& in)
{
    std::int64_t ns = in.at_most(23, in.digits(2)) * ns_per_hour;
    in.expect(':');
    ns += in.at_most(59, in.digits(2)) * ns_per_minute;
    if (in.take(':')) ns += in.at_most(59, in.digits(2)) * ns_in_second;
    if (in.take('.')) ns += fraction_ns(in);
    return ns;
}

std::optional<int> written_offset(Scanner& in)
{
    if (in.take('Z')) return 0;
    const bool west = in.take('-');
    if (!west && !in.take('+')) return std::nullopt;
    int minutes = 60 * in.at_most(23, in.digits(2));
    in.take(':');
    minutes += in.at_most(59, in.digits(2));
    return west ? -minutes : minutes;
}

year_month_day date_of(const CivilTime& t)
{
    return year{t.year} / month{t.month} / day{t.day};
}

} // namespace

CivilTime civil_time(std::int64_t unix)
{
    const auto days_since_1970 = floor<days>(nanoseconds{unix});
    const year_month_day date{sys_days{days_since_1970}};
    return {int{date.year()}, unsigned{date.month()}, unsigned{date.day()},
            (nanoseconds{unix} - days_since_1970).count()};
}

std::int64_t unix_ns(const CivilTime& t)
{
    return sys_days{date_of(t)}.time_since_epoch().count() * ns_per_day + t.ns_of_day;
}

bool is_leap_year(int y)
{
    return year{y}.is_leap();
}

unsigned day_of_year(const CivilTime& t)
{
    return static_cast<unsigned>((sys_days{date_of(t)} - sys_days{year{t.year} / January / 1}).count()) + 1;
}

std::int64_t hour_of_typical_year(std::int64_t unix)
{
    const CivilTime t = civil_time(unix);
    constexpr unsigned february_28 = 59;
    const unsigned d = day_of_year(t);
    const unsigned shift = is_leap_year(t.year) && d > february_28 ? 2 : 1;
    return std::int64_t{d - shift} * 24 + t.ns_of_day / ns_per_hour;
}

std::optional<std::int64_t> parse_timestamp(std::string_view text, std::optional<int> offset_minutes)
{
    constexpr std::size_t year_digits = 4;
    if (text.size() <= year_digits || text[year_digits] != '-') return std::nullopt; // most often a number
    Scanner in{text};
    CivilTime t;
    t.year = in.digits(4);
    in.expect('-');
    t.month = static_cast<unsigned>(in.digits(2));
    in.expect('-');
    t.day = static_cast<unsigned>(in.digits(2));
    if (!in.take('T')) in.expect(' ');
    t.ns_of_day = time_of_day(in);
    if (const auto written = written_offset(in)) offset_minutes = written;
    if (!in.good || !in.rest.empty() || !offset_minutes || !date_of(t).ok()) return std::nullopt;
    if (t.year < first_year || t.year > last_year) return std::nullopt;
    return unix_ns(t) - *offset_minutes * ns_per_minute;
}

std::string timestamp_text(std::int64_t unix)
{
    const CivilTime t = civil_time(unix);
    const auto minute_of_day = static_cast<unsigned>(t.ns_of_day / ns_per_minute);
    const auto two_digits = [](unsigned n) { return std::string{n < 10 ? "0" : ""} + std::to_string(n); };
    return std::to_string(t.year) + '-' + two_digits(t.month) + '-' + two_digits(t.day) + 'T' +
           two_digits(minute_of_day / 60) + ':' + two_digits(minute_of_day % 60) + 'Z';
}

} // namespace dcsim
