#pragma once
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include "sim/numerics/exact_sum.h"
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

namespace dcsim {

/// Count, mean and variance in one pass [Welford, Technometrics 4 (1962); merge: Chan, Golub, LeVeque 1979].
class OnlineStats {
public:
    void add(double x)
    {
        ++n_;
        const double from_old_mean = x - mean_;
        mean_ += from_old_mean / static_cast<double>(n_);
        squares_ += from_old_mean * (x - mean_);
        least_ = std::min(least_, x);
        most_ = std::max(most_, x);
    }
    void merge(const OnlineStats&);
    std::uint64_t n() const { return n_; }
    double mean() const { return mean_; } ///< 0 when empty
    double variance() const;              ///< of the sample, over n - 1; 0 below two values
    double sd() const;
    double least() const { return least_; } ///< infinity when empty
    double most() const { return most_; }   ///< -infinity when empty
    void state(Archive&);

private:
    std::uint64_t n_{0};
    double mean_{0}, squares_{0};
    double least_{std::numeric_limits<double>::infinity()}, most_{-std::numeric_limits<double>::infinity()};
};

/// The integral of a step function over time, for mean queue lengths and shares of busy time.
class TimeWeighted {
public:
    void hold(Time from, double value); ///< `value` holds from now on; LogicError if time runs backwards
    void restart(Time from);            ///< forgets the past (the end of a warm-up) and keeps the value
    double integral(Time to) const;     ///< value times seconds since the start
    double mean(Time to) const;         ///< over the window since the start; of an empty window: the value
    double value() const { return value_; }
    void state(Archive&);

private:
    std::optional<Time> start_; ///< set by the first call of hold or restart
    Time since_{};
    double value_{0};
    ExactSum integral_;
};

/// x with P(T <= x) = p for Student's t with `df` > 0 degrees of freedom, p in (0, 1) [Boost.Math].
double student_t_quantile(double p, double df);

struct ConfidenceInterval {
    double mean{0};
    std::optional<double> half_width; ///< absent below two values: one replication has no interval
    std::size_t n{0};
};

/// Student's interval of the mean of independent values, `level` in (0, 1), usually 0.95. Throws when empty.
ConfidenceInterval mean_interval(std::span<const double> values, double level);
/// Of the mean of a[i] - b[i]: both under the same random numbers. Throws LogicError on unequal lengths.
ConfidenceInterval paired_interval(std::span<const double> a, std::span<const double> b, double level);

/// Linear rule (Hyndman and Fan type 7, as numpy): interpolates at position p (n - 1) of the ascending values, p in
/// [0, 1]; {1, 2, 3, 4} has p50 = 2.5 and p95 = 3.85. Throws LogicError when empty.
double percentile(std::span<const double> ascending, double p);

/// How many values at the beginning of a series are warm-up: the truncation after which the marginal standard error of
/// the rest is least, over means of five [MSER-5: White, Cobb, Spratt, WSC 2000]. None if that is beyond half of the
/// series, which then is too short to tell, or if it has fewer than ten means.
std::optional<std::size_t> mser5(std::span<const double> series);

} // namespace dcsim
