#include "sim/base/time_zone.h"
#include <chrono>
#include <date/tz.h>
#include <stdexcept>

namespace dcsim {

namespace {

date::sys_info info_at(const std::string& zone, std::int64_t unix_ns)
{
    return date::locate_zone(zone)->get_info(
        date::floor<std::chrono::seconds>(date::sys_time<std::chrono::nanoseconds>{std::chrono::nanoseconds{unix_ns}}));
}

Span span_of(std::chrono::nanoseconds length)
{
    return Span{length.count()};
}

} // namespace

bool is_time_zone(const std::string& name)
{
    try {
        return date::locate_zone(name) != nullptr;
    } catch (const std::runtime_error&) {
        return false;
    }
}

Span zone_offset(const std::string& zone, std::int64_t unix_ns)
{
    return span_of(info_at(zone, unix_ns).offset);
}

CivilInstants civil_instants(const std::string& zone, std::int64_t civil_ns)
{
    using std::chrono::nanoseconds;
    const date::local_time<nanoseconds> civil{nanoseconds{civil_ns}};
    const date::time_zone* found = date::locate_zone(zone);
    const auto at = [&](date::choose which) {
        return nanoseconds{found->to_sys(civil, which).time_since_epoch()}.count();
    };
    return {at(date::choose::earliest), at(date::choose::latest)};
}

std::vector<ClockChange> clock_changes(const std::string& zone, std::int64_t from_unix_ns, std::int64_t to_unix_ns)
{
    std::vector<ClockChange> changes;
    const date::sys_time<std::chrono::nanoseconds> to{std::chrono::nanoseconds{to_unix_ns}};
    date::sys_info now = info_at(zone, from_unix_ns);
    while (now.end < date::floor<std::chrono::seconds>(to)) { // a zone without further changes ends at the end of time
        const std::int64_t at = std::chrono::nanoseconds{now.end.time_since_epoch()}.count();
        const date::sys_info next = info_at(zone, at);
        if (next.offset != now.offset) changes.push_back({at, span_of(next.offset - now.offset)});
        now = next;
    }
    return changes;
}

} // namespace dcsim
