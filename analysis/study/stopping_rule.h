#pragma once
#include "models/world/study_params.h"
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace dcsim {

/// How many replications a point of a study needs.
///
/// With precision asked for, the rule looks at n = least, then at half as many again each time, and stops at the second
/// look in a row at which every interval is short enough, or at the most. An interval counts over the first n
/// replications of all policies, whatever else has been done, so that the answer does not depend on threads. One look
/// alone would stop too often by luck: of 95 % intervals that are looked at until one is short, less than 95 % cover.
class StoppingRule {
public:
    /// So many replications, whatever they give.
    explicit StoppingRule(std::uint32_t replications) : fixed_{replications} {}
    StoppingRule(const PrecisionParams& precision, std::size_t policies, std::size_t baseline);

    /// What the metrics that were asked for came to in one run, in their order.
    void enter(std::size_t policy, std::uint32_t replication, const std::vector<double>& metrics);

    /// So many replications are needed, as far as can be told from the runs that have been entered.
    std::uint32_t wanted() const;
    /// Whether the intervals over these replications are short enough: not, where the most ended it.
    bool satisfied() const;
    /// The most replications are done, and their intervals are not short enough.
    bool exhausted() const;

private:
    bool complete(std::uint32_t replications) const;
    bool precise(std::uint32_t replications) const;
    bool precise(std::size_t metric, std::size_t policy, std::uint32_t replications) const;

    std::uint32_t fixed_{0};
    std::optional<PrecisionParams> precision_{};
    std::size_t baseline_{0};
    std::vector<std::vector<std::vector<double>>> values_{}; ///< by policy, replication (empty: not there yet), metric
};

/// The numbers of replications at which the rule looks.
std::vector<std::uint32_t> looks(const PrecisionParams& precision);

} // namespace dcsim
