#pragma once
#include "sim/base/time.h"
#include <cstdint>
#include <string>
#include <vector>

/// Civil clocks by the time zone database of the system [IANA].
namespace dcsim {

bool is_time_zone(const std::string& name); ///< as "Europe/Berlin"

/// Civil time less UTC at an instant; `zone` is in the database.
Span zone_offset(const std::string& zone, std::int64_t unix_ns);

/// When a civil clock shows a time: twice where it is put back over it. A time that it never shows, since it is put
/// forward over it, counts as the instant of that change.
struct CivilInstants {
    std::int64_t earliest, latest; ///< ns since 1970, UTC
};
/// `civil_ns` is the time as if the clock showed UTC; `zone` is in the database.
CivilInstants civil_instants(const std::string& zone, std::int64_t civil_ns);

/// Clocks that are put forward, or back if `shift` is below zero.
struct ClockChange {
    std::int64_t unix_ns;
    Span shift;
};

/// The changes after `from` and before `to`, in order; `zone` is in the database.
std::vector<ClockChange> clock_changes(const std::string& zone, std::int64_t from_unix_ns, std::int64_t to_unix_ns);

} // namespace dcsim
