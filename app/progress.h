#pragma once
#include "analysis/study/study.h"
#include <chrono>
#include <string>

namespace dcsim {

/// `runs 12/40  31 %  1.2 M events/s  about 3 min left`; the rest is estimated from the fraction done in `elapsed`, and
/// left out before there is something to estimate from.
std::string progress_line(const StudyProgress& progress, Seconds elapsed);

/// Tells on stderr how a study goes: one updating line on a terminal, a line every few seconds elsewhere.
class Progress {
public:
    explicit Progress(bool quiet);
    void show(const StudyProgress& progress); ///< cheap to call often; not thread-safe
    void done();                              ///< ends the updating line

private:
    using Clock = std::chrono::steady_clock;
    bool quiet_, terminal_;
    Clock::time_point started_{Clock::now()}, next_{};
    std::size_t shown_columns_{0};
};

} // namespace dcsim
