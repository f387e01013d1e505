#include "app/progress.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>
#include <unistd.h>

namespace dcsim {

namespace {

/// The two largest units matter to somebody who waits: "40 s", "3 min", "1 h 20 min".
std::string rough(Seconds left)
{
    if (left < 90 * second) return fmt::format("{:.0f} s", std::ceil(left / second));
    const auto minutes = static_cast<long>(std::ceil(left / minute));
    if (minutes < 90) return fmt::format("{} min", minutes);
    return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

std::string per_second(double rate)
{
    if (rate >= 1e6) return fmt::format("{:.1f} M events/s", rate / 1e6);
    if (rate >= 1e3) return fmt::format("{:.1f} k events/s", rate / 1e3);
    return fmt::format("{:.0f} events/s", rate);
}

} // namespace

std::string progress_line(const StudyProgress& p, Seconds elapsed)
{
    std::string line = fmt::format("runs {}/{}  {:.0f} %", p.finished, p.runs, std::floor(100 * p.fraction));
    if (p.reused > 0) line += fmt::format("  {} reused", p.reused);
    if (elapsed > 1 * second && p.events > 0) line += "  " + per_second(static_cast<double>(p.events) / elapsed.si());
    if (elapsed > 1 * second && p.fraction > 0 && p.fraction < 1)
        line += fmt::format("  about {} left", rough(elapsed * ((1 - p.fraction) / p.fraction)));
    return line;
}

Progress::Progress(bool quiet) : quiet_{quiet}, terminal_{isatty(STDERR_FILENO) == 1}
{
    next_ = started_ + std::chrono::seconds{terminal_ ? 0 : 5};
}

void Progress::show(const StudyProgress& progress)
{
    const Clock::time_point now = Clock::now();
    if (quiet_ || now < next_) return;
    const std::string line = progress_line(progress, Seconds{std::chrono::duration<double>(now - started_).count()});
    if (terminal_) {
        fmt::print(stderr, "\r{:<{}}", line, shown_columns_); // blanks over what was longer
        shown_columns_ = line.size();
        next_ = now + std::chrono::milliseconds{200};
    } else {
        fmt::print(stderr, "{}\n", line);
        next_ = now + std::chrono::seconds{5};
    }
    std::fflush(stderr);
}

void Progress::done()
{
    if (shown_columns_ > 0) fmt::print(stderr, "\r{:<{}}\r", "", shown_columns_);
    shown_columns_ = 0;
}

} // namespace dcsim
