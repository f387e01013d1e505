#pragma once
#include <atomic>

namespace dcsim {

/// While it lives, Ctrl-C and SIGTERM ask the program to stop instead of ending it; a second one ends it at once.
class InterruptGuard {
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    const std::atomic<bool>& requested() const;
    int signal() const; ///< SIGINT, SIGTERM, or 0
};

} // namespace dcsim
