#include "models/environment/typical_year.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <cmath>
#include <utility>

namespace dcsim {

namespace {

constexpr std::array<double, 12> mid_month_day{15.5, 45, 74.5, 105, 135.5, 166, 196.5, 227.5, 258, 288.5, 319, 349.5};
constexpr double days_per_year = 365;

/// Month means of the line through mid-month nodes: three quarters its own, an eighth of each neighbour.
std::array<double, 12> month_means(const std::array<double, 12>& nodes)
{
    std::array<double, 12> means{};
    for (std::size_t m = 0; m < 12; ++m)
        means[m] = 0.75 * nodes[m] + 0.125 * (nodes[(m + 1) % 12] + nodes[(m + 11) % 12]);
    return means;
}

} // namespace

SmoothYear::SmoothYear(const std::array<double, 12>& monthly_means) : nodes_{monthly_means}
{
    constexpr int enough = 50; // the error halves each time, or better
    for (int i = 0; i < enough; ++i) {
        const std::array<double, 12> now = month_means(nodes_);
        for (std::size_t m = 0; m < 12; ++m) nodes_[m] += monthly_means[m] - now[m];
    }
}

double SmoothYear::at(std::int64_t unix_ns) const
{
    const double at = (static_cast<double>(hour_of_typical_year(unix_ns)) + 0.5) / 24; // in days
    std::size_t after = 0;
    while (after < 12 && mid_month_day[after] <= at) ++after;
    const std::size_t left = (after + 11) % 12, right = after % 12;
    double passed = at - mid_month_day[left], length = mid_month_day[right] - mid_month_day[left];
    if (passed < 0) passed += days_per_year;
    if (length < 0) length += days_per_year;
    return nodes_[left] + (nodes_[right] - nodes_[left]) * passed / length;
}

MonthHourTable::MonthHourTable(const std::vector<double>& values)
{
    require(values.size() == size, "a month-hour table needs 288 values");
    for (std::size_t h = 0; h < 24; ++h) {
        std::array<double, 12> months{};
        for (std::size_t m = 0; m < 12; ++m) months[m] = values[24 * m + h];
        by_hour_[h] = SmoothYear{months};
    }
}

double MonthHourTable::at(std::int64_t unix_ns) const
{
    return by_hour_[static_cast<std::size_t>(hour_of_typical_year(unix_ns) % 24)].at(unix_ns);
}

namespace {

/// Steps of the UTC year that the window begins in, before it begins.
std::size_t steps_before(const SeriesWindow& window)
{
    const std::int64_t new_year = unix_ns({civil_time(window.first_unix_ns).year, 1, 1, 0});
    return static_cast<std::size_t>((window.first_unix_ns - new_year) / window.step.ns);
}

/// Of x(t) = (r + s) x(t - 1) - r s x(t - 2) + noise.
struct Roots {
    double r, s;
};

/// The other root where the autocorrelation at one step is rho = (r + s) / (1 + r s).
Roots with_lag1(double r, double rho)
{
    return {r, (rho - r) / (1 - rho * r)};
}

/// A r^k + (1 - A) s^k [Box, Jenkins, Time Series Analysis, 3.2].
double autocorrelation_at(const Roots& q, int k)
{
    const double a = q.r * (1 - q.s * q.s) / ((q.r - q.s) * (1 + q.r * q.s));
    return a * std::pow(q.r, k) + (1 - a) * std::pow(q.s, k);
}

/// The larger root lies between where both are equal and 1; the longer memory lasts, the larger it is.
Roots roots_of(Persistence p)
{
    constexpr double least_gap = 1e-9;
    double low = p.lag1 / (1 + std::sqrt(1 - p.lag1 * p.lag1)) + least_gap, high = 1 - least_gap;
    constexpr int enough = 60;
    for (int i = 0; i < enough; ++i) {
        const double middle = (low + high) / 2;
        (autocorrelation_at(with_lag1(middle, p.lag1), 24) < p.lag24 ? low : high) = middle;
    }
    return with_lag1((low + high) / 2, p.lag1);
}

} // namespace

std::vector<double> annual_noise(const RunContext& run, NoiseName name, double lag1, const SeriesWindow& window)
{
    const std::size_t skipped = steps_before(window);
    Random random = run.stream(name.component, name.purpose);
    const double fresh = std::sqrt(1 - lag1 * lag1);
    double x = normal(random);
    std::vector<double> noise;
    noise.reserve(window.count);
    for (std::size_t i = 0; i < skipped + window.count; ++i) {
        if (i > 0) x = lag1 * x + fresh * normal(random);
        if (i >= skipped) noise.push_back(x);
    }
    return noise;
}

std::vector<double> annual_noise(const RunContext& run, NoiseName name, Persistence of, const SeriesWindow& window)
{
    const Roots roots = roots_of(of);
    const double one = roots.r + roots.s, two = -roots.r * roots.s;
    const double rho1 = of.lag1, rho2 = one * rho1 + two;
    const double fresh = std::sqrt(std::max(0.0, 1 - one * rho1 - two * rho2));
    const std::size_t skipped = steps_before(window);
    Random random = run.stream(name.component, name.purpose);
    double now = normal(random), before = rho1 * now + std::sqrt(1 - rho1 * rho1) * normal(random);
    std::vector<double> noise;
    noise.reserve(window.count);
    for (std::size_t i = 0; i < skipped + window.count; ++i) {
        if (i > 0) before = std::exchange(now, one * now + two * before + fresh * normal(random));
        if (i >= skipped) noise.push_back(now);
    }
    return noise;
}

} // namespace dcsim
