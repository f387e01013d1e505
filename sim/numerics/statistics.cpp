#include "sim/numerics/statistics.h"
#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>
#include <vector>

namespace dcsim {

void OnlineStats::merge(const OnlineStats& other)
{
    if (other.n_ == 0) return;
    const auto a = static_cast<double>(n_), b = static_cast<double>(other.n_);
    const double apart = other.mean_ - mean_;
    n_ += other.n_;
    mean_ += apart * b / (a + b);
    squares_ += other.squares_ + apart * apart * a * b / (a + b);
    least_ = std::min(least_, other.least_);
    most_ = std::max(most_, other.most_);
}

double OnlineStats::variance() const
{
    return n_ < 2 ? 0 : squares_ / static_cast<double>(n_ - 1);
}

double OnlineStats::sd() const
{
    return std::sqrt(variance());
}

void OnlineStats::state(Archive& a)
{
    a("n", n_)("mean", mean_)("squares", squares_)("least", least_)("most", most_);
}

void TimeWeighted::hold(Time from, double value)
{
    if (!start_) restart(from);
    require(since_ <= from, "a time average is told of the past");
    integral_.add(value_ * seconds(Interval{since_, from}).si());
    since_ = from;
    value_ = value;
}

void TimeWeighted::restart(Time from)
{
    start_ = since_ = from;
    integral_ = {};
}

double TimeWeighted::integral(Time to) const
{
    if (!start_) return 0;
    require(since_ <= to, "a time average is read before its last change");
    ExactSum sum = integral_;
    sum.add(value_ * seconds(Interval{since_, to}).si());
    return sum.value();
}

double TimeWeighted::mean(Time to) const
{
    if (!start_ || to == *start_) return value_;
    return integral(to) / seconds(Interval{*start_, to}).si();
}

void TimeWeighted::state(Archive& a)
{
    a("start", start_)("since", since_)("value", value_)("integral", integral_);
}

double student_t_quantile(double p, double df)
{
    require(p > 0 && p < 1 && df > 0, "Student's t needs a probability inside (0, 1) and df above 0");
    return quantile(boost::math::students_t{df}, p);
}

ConfidenceInterval mean_interval(std::span<const double> values, double level)
{
    require(!values.empty(), "an interval needs at least one value");
    require(level > 0 && level < 1, "a confidence level must lie inside (0, 1)");
    OnlineStats stats;
    for (const double x : values) stats.add(x);
    ConfidenceInterval interval{stats.mean(), std::nullopt, values.size()};
    if (values.size() > 1) {
        const auto n = static_cast<double>(values.size());
        interval.half_width = student_t_quantile(0.5 + level / 2, n - 1) * stats.sd() / std::sqrt(n);
    }
    return interval;
}

ConfidenceInterval paired_interval(std::span<const double> a, std::span<const double> b, double level)
{
    require(a.size() == b.size(), "a paired comparison needs as many values on both sides");
    std::vector<double> differences(a.size());
    std::transform(a.begin(), a.end(), b.begin(), differences.begin(), std::minus<>{});
    return mean_interval(differences, level);
}

double percentile(std::span<const double> ascending, double p)
{
    require(!ascending.empty() && p >= 0 && p <= 1, "a percentile needs values and a share in [0, 1]");
    const double position = p * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, ascending.size() - 1);
    return ascending[below] + (position - static_cast<double>(below)) * (ascending[above] - ascending[below]);
}

std::optional<std::size_t> mser5(std::span<const double> series)
{
    constexpr std::size_t batch = 5, least_batches = 10;
    std::vector<double> means;
    for (std::size_t i = 0; i + batch <= series.size(); i += batch) {
        double sum = 0;
        for (std::size_t k = i; k < i + batch; ++k) sum += series[k];
        means.push_back(sum / batch);
    }
    if (means.size() < least_batches) return std::nullopt;
    // From the end on, so that every truncation's variance follows from the one after it.
    OnlineStats rest;
    double least = std::numeric_limits<double>::infinity();
    std::size_t best = 0;
    for (std::size_t d = means.size(); d-- > 0;) {
        rest.add(means[d]);
        const auto n = static_cast<double>(rest.n());
        const double error = rest.variance() * (n - 1) / n / n; // squared, of the mean of what is left
        if (rest.n() < least_batches / 2 || error > least) continue;
        least = error;
        best = d;
    }
    return best <= means.size() / 2 ? std::optional{best * batch} : std::nullopt;
}

} // namespace dcsim
