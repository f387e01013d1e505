#pragma once
#include "models/vocabulary/run_context.h"
#include "sim/base/calendar.h"
#include "sim/base/time.h"
#include <cstddef>
#include <cstdint>

namespace dcsim {

/// The steps that a series of a run must have: from a day before its start (forecasts by persistence look back) to two
/// days beyond its end (forecasts look ahead), aligned to UTC.
struct SeriesWindow {
    std::int64_t first_unix_ns{0};
    Time first;
    Span step{ns_per_hour};
    std::size_t count{0};

    Interval run{}; ///< what must be known; before and beyond it a series may repeat its days

    std::int64_t unix_at(std::size_t i) const { return first_unix_ns + static_cast<std::int64_t>(i) * step.ns; }
};

/// Whether step `i` holds an instant of the run itself.
bool in_run(const SeriesWindow& window, std::size_t i);

SeriesWindow window_of(const RunContext& run, Span step = {ns_per_hour});

} // namespace dcsim
