#include "app/interrupt.h"
#include <csignal>

namespace dcsim {

namespace {

// A signal handler can reach nothing but static storage.
std::atomic<bool> stop_requested{false};
std::atomic<int> stop_signal{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

extern "C" void on_signal(int number)
{
    stop_signal = number;
    stop_requested = true;
    std::signal(number, SIG_DFL);
}

} // namespace

InterruptGuard::InterruptGuard()
{
    stop_requested = false;
    stop_signal = 0;
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
}

InterruptGuard::~InterruptGuard()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

const std::atomic<bool>& InterruptGuard::requested() const
{
    return stop_requested;
}

int InterruptGuard::signal() const
{
    return stop_signal;
}

} // namespace dcsim
