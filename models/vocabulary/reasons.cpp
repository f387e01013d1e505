#include "models/vocabulary/scheduling.h"
#include <array>

namespace dcsim {

std::string_view name(Reason reason)
{
    constexpr std::array<std::string_view, static_cast<std::size_t>(Reason::count)> names{
        "head of queue", "first that fits", "backfilled",   "reserved",    "no room",   "behind head",
        "would delay",   "deferred",        "never fits",   "cannot run",  "submitted", "preempted",
        "interrupted",   "power cap",       "predecessors", "lost branch", "grown",     "shrunk"};
    return names[static_cast<std::size_t>(reason)];
}

} // namespace dcsim
