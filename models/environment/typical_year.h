#pragma once
#include "models/environment/series_window.h"
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dcsim {

/// Twelve monthly values as a smooth year: linear between mid-months, with nodes chosen so that the mean of every month
/// is its value (months taken as equally long; the error of an annual mean is below 0.1 %).
class SmoothYear {
public:
    SmoothYear() = default;
    explicit SmoothYear(const std::array<double, 12>& monthly_means);
    double at(std::int64_t unix_ns) const; ///< in the zone that the means were taken in

private:
    std::array<double, 12> nodes_{};
};

/// Means by month and hour of the day, interpolated between mid-months, held within the hour.
class MonthHourTable {
public:
    static constexpr std::size_t size = 12 * 24;
    /// 288 values, January's 24 hours first; another number is a LogicError.
    explicit MonthHourTable(const std::vector<double>& values);
    double at(std::int64_t unix_ns) const; ///< in the zone that the means were taken in

private:
    std::array<SmoothYear, 24> by_hour_;
};

/// Autoregressive noise with mean 0 and variance 1 for every step of the window.
///
/// Draws are counted from the start of the UTC year that the window begins in, so a value belongs to its instant, not
/// to the length or start of the run. `component` and `purpose` name the stream.
struct NoiseName {
    std::string_view component, purpose;
};
std::vector<double> annual_noise(const RunContext& run, NoiseName name, double lag1, const SeriesWindow& window);

/// Autocorrelation after one hour and after a day, both within (0, 1).
struct Persistence {
    double lag1, lag24;
};
/// Why no noise has both, if none has.
std::optional<std::string> misfit(Persistence p);
/// The same with both as asked for, and an autocorrelation that falls from hour to hour: where days are less alike than
/// hours make them, autoregressive of second order; where they are more alike, the sum of a slow and a fast noise of
/// first order. A pair that does not fit is a LogicError.
std::vector<double> annual_noise(const RunContext& run, NoiseName name, Persistence of, const SeriesWindow& window);

} // namespace dcsim
