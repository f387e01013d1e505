#include "models/workload/profile.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>
#include <numbers>

namespace dcsim {

namespace {

constexpr double hour_s = 3600, day_s = 86400, week_s = 7 * day_s;

/// sin(2 pi turns) from additions and products only: libm's last bit differs between machines, arrivals must not.
double sine_of_turns(double turns)
{
    double x = turns - std::nearbyint(turns);
    if (x > 0.25) x = 0.5 - x;
    if (x < -0.25) x = -0.5 - x;
    const double y = 2 * std::numbers::pi * x, square = y * y;
    double sum = 1;
    for (int n = 20; n >= 2; n -= 2) sum = 1 - square / (n * (n + 1)) * sum; // Taylor series, innermost term first
    return y * sum;
}

double cosine_of_turns(double turns)
{
    return sine_of_turns(turns + 0.25);
}

RateProfile::Weights weights_by_day(double working_day, double weekend)
{
    RateProfile::Weights weights;
    for (std::size_t hour = 0; hour < weights.size(); ++hour) weights[hour] = hour < 120 ? working_day : weekend;
    return weights;
}

} // namespace

RateProfile::RateProfile(const Weights& weights, double amplitude, double peak_hour)
    : weights_{weights}, amplitude_{amplitude}, peak_{peak_hour * hour_s}
{
    require(amplitude >= 0 && amplitude <= 1, "a rate of arrivals must not become negative");
    double sum = 0;
    for (std::size_t h = 0; h < hours; ++h) sum += weights[h] * shape(static_cast<double>(h) * hour_s, hour_s);
    require(sum > 0, "a profile needs an hour with arrivals");
    for (std::size_t h = 0; h < hours; ++h) {
        weights_[h] *= week_s / sum;
        cumulative_[h + 1] = cumulative_[h] + weights_[h] * shape(static_cast<double>(h) * hour_s, hour_s);
    }
    cumulative_[hours] = week_s; // exactly: rounding must not drift over the weeks
    is_flat_ = amplitude == 0 && std::ranges::all_of(weights_, [](double weight) { return weight == 1; });
}

RateProfile RateProfile::flat()
{
    return RateProfile{weights_by_day(1, 1)};
}

RateProfile RateProfile::office_hours()
{
    Weights weights = weights_by_day(1, 1);
    for (std::size_t hour = 0; hour < 120; ++hour)
        if (hour % 24 >= 8 && hour % 24 < 18) weights[hour] = 8;
    return RateProfile{weights};
}

RateProfile RateProfile::daily(double peak_to_mean, double peak_hour, double weekend)
{
    return RateProfile{weights_by_day(1, weekend), peak_to_mean - 1, peak_hour};
}

RateProfile RateProfile::table(std::span<const double> by_hour, std::span<const double> by_day)
{
    require(by_hour.size() == 24 && by_day.size() == 7, "a week has 7 days of 24 hours");
    Weights weights;
    for (std::size_t hour = 0; hour < hours; ++hour) weights[hour] = by_hour[hour % 24] * by_day[hour / 24];
    return RateProfile{weights};
}

/// Integral of 1 + amplitude * cos over the x seconds from `hour_start`.
double RateProfile::shape(double hour_start, double x) const
{
    if (amplitude_ == 0) return x;
    const double from = (hour_start - peak_) / day_s;
    const double wave = sine_of_turns(from + x / day_s) - sine_of_turns(from);
    return x + amplitude_ * day_s / (2 * std::numbers::pi) * wave;
}

/// 1 + amplitude * cos.
double RateProfile::rate(double time) const
{
    return amplitude_ == 0 ? 1 : 1 + amplitude_ * cosine_of_turns((time - peak_) / day_s);
}

double RateProfile::mass(double time) const
{
    if (is_flat_) return time;
    const double week = std::floor(time / week_s), rest = time - week * week_s;
    const auto hour = std::min(static_cast<std::size_t>(rest / hour_s), hours - 1);
    const double start = static_cast<double>(hour) * hour_s;
    return week * week_s + cumulative_[hour] + weights_[hour] * shape(start, rest - start);
}

double RateProfile::time(double mass) const
{
    if (is_flat_) return mass;
    const double week = std::floor(mass / week_s), rest = mass - week * week_s;
    const std::size_t hour = hour_of(rest);
    return week * week_s + static_cast<double>(hour) * hour_s + solve(hour, rest - cumulative_[hour]);
}

/// The hour of the week in which `mass` is reached. At a constant rate it is that of as many seconds, but for rounding.
inline std::size_t RateProfile::hour_of(double mass) const
{
    const auto guess = std::min(static_cast<std::size_t>(mass / hour_s), hours - 1);
    if (cumulative_[guess] <= mass && mass < cumulative_[guess + 1]) return guess;
    const auto after = std::upper_bound(cumulative_.begin(), cumulative_.end() - 1, mass);
    return static_cast<std::size_t>(after - cumulative_.begin()) - 1;
}

/// Seconds into the hour after which `mass` has been reached: Newton's method, safeguarded by a bracket.
inline double RateProfile::solve(std::size_t hour, double mass) const
{
    const double start = static_cast<double>(hour) * hour_s;
    double low = 0, high = hour_s, x = std::min(mass / weights_[hour], hour_s);
    constexpr double accuracy = 1e-10; // of a second: below the clock's nanosecond
    for (int i = 0; i < 100 && high - low > accuracy; ++i) {
        const double excess = weights_[hour] * shape(start, x) - mass;
        (excess > 0 ? high : low) = x;
        const double slope = weights_[hour] * rate(start + x);
        double next = x - excess / slope;
        if (!(next >= low && next <= high)) next = (low + high) / 2;
        const bool settled = std::abs(next - x) < accuracy;
        x = next;
        if (settled) break;
    }
    return x;
}

} // namespace dcsim
