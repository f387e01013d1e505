#include "models/environment/series_window.h"

namespace dcsim {

namespace {

constexpr std::int64_t before_ns = 24 * ns_per_hour, beyond_ns = 48 * ns_per_hour;

std::int64_t floor_to(std::int64_t value, std::int64_t step)
{
    const std::int64_t rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

} // namespace

SeriesWindow window_of(const RunContext& run, Span step)
{
    const std::int64_t first = floor_to(run.start_unix_ns - before_ns, step.ns);
    const std::int64_t last = run.start_unix_ns + run.end.ns + beyond_ns;
    return {first,
            Time{first - run.start_unix_ns},
            step,
            static_cast<std::size_t>((last - first) / step.ns) + 2,
            {Time{}, run.end}};
}

bool in_run(const SeriesWindow& window, std::size_t i)
{
    const Time from = window.first + Span{static_cast<std::int64_t>(i) * window.step.ns};
    return from + window.step > window.run.from && from < window.run.to;
}

} // namespace dcsim
