#include "analysis/results/timestamp.h"
#include "sim/base/calendar.h"
#include <fmt/format.h>

namespace dcsim {

std::string timestamp(std::int64_t unix_ns, char separator)
{
    const CivilTime civil = civil_time(unix_ns);
    const std::int64_t s = civil.ns_of_day / 1'000'000'000;
    return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", civil.year, civil.month, civil.day, separator, s / 3600,
                       s / 60 % 60, s % 60);
}

} // namespace dcsim
