#include "models/environment/typical_year.h"
#include "sim/numerics/variates.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
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

/// What `step` makes of each step of the window; before them, of the steps of the UTC year that the window begins in,
/// so that a value belongs to its instant.
template <class Step> std::vector<double> walk(const SeriesWindow& window, Step step)
{
    const std::int64_t new_year = unix_ns({civil_time(window.first_unix_ns).year, 1, 1, 0});
    const auto skipped = static_cast<std::size_t>((window.first_unix_ns - new_year) / window.step.ns);
    std::vector<double> noise;
    noise.reserve(window.count);
    for (std::size_t i = 0; i < skipped; ++i) step();
    for (std::size_t i = 0; i < window.count; ++i) noise.push_back(step());
    return noise;
}

/// Autoregressive of first order, variance 1.
class FirstOrder {
public:
    FirstOrder(double lag1, Random& random) : lag1_{lag1}, fresh_{std::sqrt(1 - lag1 * lag1)}, random_{random} {}
    double next()
    {
        x_ = begun_ ? lag1_ * x_ + fresh_ * normal(random_) : normal(random_);
        begun_ = true;
        return x_;
    }

private:
    double lag1_, fresh_;
    Random& random_;
    double x_{0};
    bool begun_{false};
};

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

constexpr double least_gap = 1e-6;
constexpr int enough = 60; // halvings

double double_root(double lag1)
{
    return lag1 / (1 + std::sqrt(1 - lag1 * lag1)) + least_gap;
}

/// The larger root lies between where both are equal and where the smaller one is 0.
Roots roots_of(Persistence p)
{
    double low = double_root(p.lag1), high = p.lag1;
    for (int i = 0; i < enough; ++i) {
        const double middle = (low + high) / 2;
        (autocorrelation_at(with_lag1(middle, p.lag1), 24) < p.lag24 ? low : high) = middle;
    }
    return with_lag1((low + high) / 2, p.lag1);
}

/// Two noises of first order: `share` is the variance of the slow one.
struct SlowAndFast {
    double slow, fast, share;
};

double slow_of(double lag1)
{
    constexpr double days = 0.995; // the weather of more than a week is another
    return std::max(days, (1 + lag1) / 2);
}

SlowAndFast slow_and_fast(Persistence p)
{
    const double slow = slow_of(p.lag1);
    const auto fast = [&](double share) { return (p.lag1 - share * slow) / (1 - share); };
    double low = 0, high = p.lag1 / slow;
    for (int i = 0; i < enough; ++i) {
        const double share = (low + high) / 2;
        const double lag24 = share * std::pow(slow, 24) + (1 - share) * std::pow(fast(share), 24);
        (lag24 < p.lag24 ? low : high) = share;
    }
    return {slow, fast(low), low};
}

bool days_are_more_alike(Persistence p)
{
    return p.lag24 > std::pow(p.lag1, 24);
}

} // namespace

std::optional<std::string> misfit(Persistence p)
{
    const double least = autocorrelation_at(with_lag1(double_root(p.lag1), p.lag1), 24);
    const double most = p.lag1 * std::pow(slow_of(p.lag1), 23);
    if (p.lag24 >= least && p.lag24 <= most) return std::nullopt;
    return fmt::format("must lie between {:.3g} and {:.3g} beside residual_lag1 = {:g}", least, most, p.lag1);
}

std::vector<double> annual_noise(const RunContext& run, NoiseName name, double lag1, const SeriesWindow& window)
{
    Random random = run.stream(name.component, name.purpose);
    FirstOrder noise{lag1, random};
    return walk(window, [&] { return noise.next(); });
}

std::vector<double> annual_noise(const RunContext& run, NoiseName name, Persistence of, const SeriesWindow& window)
{
    require(!misfit(of), "autocorrelations that fit each other");
    Random random = run.stream(name.component, name.purpose);
    if (days_are_more_alike(of)) {
        const SlowAndFast parts = slow_and_fast(of);
        FirstOrder slow{parts.slow, random}, fast{parts.fast, random};
        const double of_slow = std::sqrt(parts.share), of_fast = std::sqrt(1 - parts.share);
        return walk(window, [&] {
            const double lasting = slow.next();
            return of_slow * lasting + of_fast * fast.next();
        });
    }
    const Roots roots = roots_of(of);
    const double one = roots.r + roots.s, two = -roots.r * roots.s;
    const double fresh = std::sqrt(std::max(0.0, 1 - one * of.lag1 - two * (one * of.lag1 + two)));
    double now = normal(random), before = of.lag1 * now + std::sqrt(1 - of.lag1 * of.lag1) * normal(random);
    return walk(window, [&] {
        const double next = one * now + two * before + fresh * normal(random);
        before = std::exchange(now, next);
        return before;
    });
}

} // namespace dcsim
