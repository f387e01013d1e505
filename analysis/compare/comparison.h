#pragma once
#include "sim/record/metric.h"
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dcsim {

/// One metric of one policy, and against the baseline over the replications in which both have a number.
struct Comparison {
    std::size_t replications{0};        ///< pairs: what the difference and its interval rest on
    std::size_t finished{0};            ///< pairs of runs; more, where the metric does not exist in some of them
    std::size_t policy_replications{0}; ///< of the policy, whatever the baseline has: what its mean rests on
    double baseline_mean{0};            ///< of the pairs
    double policy_mean{0};
    double difference{0};             ///< policy minus baseline, mean of the paired differences
    std::optional<double> half_width; ///< of the paired 95 % interval; absent for n = 1
    std::optional<double> relative;   ///< difference over the baseline's mean; absent if that is 0
    /// Of the 95 % interval of that ratio, whose two means move together; absent for n = 1.
    std::optional<double> relative_half_width;

    /// The interval excludes zero. A difference that is 0 in every replication is no finding either.
    bool resolved() const { return half_width && (difference > *half_width || difference < -*half_width); }
    /// 0 in every replication, or within the rounding of the values.
    bool same() const { return difference == 0 && half_width.value_or(0) == 0; }
    /// The interval spans zero, and there is one.
    bool unresolved() const { return half_width && !resolved() && !same(); }
    /// Fewer pairs than what is beside it in a table rests on.
    bool fewer() const { return replications > 0 && replications < finished; }
};

/// How a difference may be called. An interval that spans zero is never a saving.
enum class Verdict { better, worse, unresolved, same, single };
Verdict verdict(const Comparison& comparison, Better better);

/// Pairs replication k of both policies; a pair with a NaN on either side is left out, and counts as not finished.
/// Spans have equal length. What lies within the rounding of the values themselves is the same.
Comparison compare(std::span<const double> baseline, std::span<const double> policy);

} // namespace dcsim
