#include "analysis/validate/row.h"
#include "sim/numerics/statistics.h"
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

namespace {

constexpr double rounding = 1e-9;
constexpr double test_level = 0.999, interval_level = 0.95;

/// Small differences in powers of ten, larger ones in percent.
std::string relative_text(double expected, double got)
{
    const double difference = expected == 0 ? got : (got - expected) / std::abs(expected);
    if (difference == 0) return "0";
    if (std::abs(difference) < 5e-5) return fmt::format("{:+.1e}", difference);
    return expected == 0 ? fmt::format("{:+.3g}", difference) : fmt::format("{:+.2f} %", 100 * difference);
}

std::string tolerance_text(double relative)
{
    return relative < 1e-4 ? fmt::format("{:.0e}", relative) : fmt::format("{:.3g} %", 100 * relative);
}

RowResult verdict_of(bool passed)
{
    return passed ? RowResult::pass : RowResult::fail;
}

ValidationRow compared(std::string id, std::string what, double expected, double got, std::string tolerance,
                       bool passed)
{
    return {.id = std::move(id),
            .what = std::move(what),
            .expected = expected,
            .got = got,
            .error = relative_text(expected, got),
            .tolerance = std::move(tolerance),
            .result = verdict_of(passed)};
}

/// 0.001 of 1 and of 1000 alike; where 0 is expected the tolerance is absolute. Not met by NaN.
bool close(double expected, double got, double relative)
{
    return std::abs(got - expected) <= relative * (expected == 0 ? 1 : std::abs(expected));
}

} // namespace

ValidationRow exact(std::string id, std::string what, double expected, double got)
{
    return within(std::move(id), std::move(what), expected, got, rounding);
}

ValidationRow within(std::string id, std::string what, double expected, double got, double relative)
{
    return compared(std::move(id), std::move(what), expected, got, tolerance_text(relative),
                    close(expected, got, relative));
}

ValidationRow near(std::string id, std::string what, double expected, double got, double absolute)
{
    return compared(std::move(id), std::move(what), expected, got, fmt::format("+-{:g}", absolute),
                    std::abs(got - expected) <= absolute);
}

ValidationRow identical(std::string id, std::string what, double expected, double got)
{
    return compared(std::move(id), std::move(what), expected, got, "exact", expected == got);
}

ValidationRow at_least(std::string id, std::string what, double least, double got)
{
    return compared(std::move(id), std::move(what), least, got, bound_tolerance, got >= least);
}

ValidationRow statistical(std::string id, std::string what, double expected, std::span<const double> got,
                          WidthGate gate)
{
    const ConfidenceInterval test = mean_interval(got, test_level);
    const double half_width = mean_interval(got, interval_level).half_width.value();
    const double quantile = student_t_quantile((1 + test_level) / 2, static_cast<double>(test.n - 1));
    const bool narrow = !gate.most || half_width < *gate.most * std::abs(expected);
    ValidationRow row =
        compared(std::move(id), std::move(what), expected, test.mean, fmt::format("{:.2f} se", quantile),
                 narrow && std::abs(test.mean - expected) <= test.half_width.value());
    if (!narrow)
        row.reason = fmt::format("the 95 % interval is +-{:.1f} %, it must be below {:.0f} %",
                                 100 * half_width / std::abs(expected), 100 * *gate.most);
    return row;
}

ValidationRow skipped(std::string id, std::string what, std::string reason)
{
    return {.id = std::move(id), .what = std::move(what), .result = RowResult::skip, .reason = std::move(reason)};
}

ValidationRow failed(std::string id, std::string what, std::string reason)
{
    return {.id = std::move(id), .what = std::move(what), .result = RowResult::fail, .reason = std::move(reason)};
}

} // namespace dcsim
