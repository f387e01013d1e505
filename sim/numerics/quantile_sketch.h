#pragma once
#include "sim/base/archive.h"
#include <cstdint>
#include <vector>

namespace dcsim {

/// Quantiles of many values >= 0 in little memory, each within 0.5 % of the true one
/// [DDSketch: Masson, Rim, Lee, VLDB 2019]. Counts are integers, so merging gives the same bits in any order.
class QuantileSketch {
public:
    static constexpr double relative_error = 0.005;
    static constexpr double smallest = 1e-12; ///< values below it count as 0

    void add(double x, std::uint64_t weight = 1); ///< LogicError unless x is finite and >= 0
    void merge(const QuantileSketch&);
    std::uint64_t count() const { return count_; } ///< sum of weights
    /// Linear between the order statistics on both sides of rank p (count - 1), p in [0, 1]; p = 0 and p = 1 are exact.
    /// LogicError when empty. [Hyndman & Fan 1996, definition 7]
    double quantile(double p) const;
    void state(Archive&);

private:
    double order_statistic(std::uint64_t rank) const; ///< from 0
    void add_to_bucket(std::int32_t bucket, std::uint64_t weight);

    std::uint64_t count_{0}, zeros_{0};
    double least_{0}, most_{0};
    std::int32_t first_bucket_{0}; ///< number of counts_[0]; bucket i holds (g^(i-1), g^i]
    std::vector<std::uint64_t> counts_;
};

} // namespace dcsim
