#pragma once
#include <cstdint>
#include <string>

namespace dcsim {

/// `2025-06-01 00:00:00` in UTC, with `separator` between date and time; parts of a second are left out.
std::string timestamp(std::int64_t unix_ns, char separator = ' ');

} // namespace dcsim
