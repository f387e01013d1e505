#include "analysis/compare/comparison.h"
#include "sim/base/errors.h"
#include "sim/numerics/statistics.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

constexpr double confidence = 0.95;

/// Values are sums of up to some thousand terms in another order, each addition being off by half of 2^-52 at most.
constexpr double rounding = 1e-12;

struct Pairs {
    std::vector<double> baseline, policy;
};

Pairs finished_pairs(std::span<const double> baseline, std::span<const double> policy)
{
    require(baseline.size() == policy.size(), "a comparison needs the same replications on both sides");
    Pairs pairs;
    for (std::size_t k = 0; k < baseline.size(); ++k) {
        if (std::isnan(baseline[k]) || std::isnan(policy[k])) continue;
        pairs.baseline.push_back(baseline[k]);
        pairs.policy.push_back(policy[k]);
    }
    return pairs;
}

OnlineStats known(std::span<const double> values)
{
    OnlineStats stats;
    for (const double x : values)
        if (!std::isnan(x)) stats.add(x);
    return stats;
}

/// Whether no pair differs by more than its values are rounded.
bool all_but_rounding(const Pairs& pairs)
{
    double largest = 0, apart = 0;
    for (std::size_t k = 0; k < pairs.policy.size(); ++k) {
        largest = std::max({largest, std::abs(pairs.baseline[k]), std::abs(pairs.policy[k])});
        apart = std::max(apart, std::abs(pairs.policy[k] - pairs.baseline[k]));
    }
    return std::isfinite(largest) && apart <= rounding * largest;
}

/// Of the ratio r of the mean difference to the baseline's mean: Student's interval of the residuals d - r b, over that
/// mean [ratio estimator: Cochran, Sampling Techniques, 3rd ed. 1977, 6.3; Law, Simulation Modeling and Analysis, 9.5].
double relative_half_width(const Pairs& pairs, const Comparison& c)
{
    std::vector<double> found, expected;
    for (std::size_t k = 0; k < pairs.baseline.size(); ++k) {
        found.push_back(pairs.policy[k]);
        expected.push_back((1 + *c.relative) * pairs.baseline[k]);
    }
    const double margin = *paired_interval(found, expected, confidence).half_width;
    return all_but_rounding({expected, found}) ? 0 : margin / std::abs(c.baseline_mean);
}

} // namespace

Comparison compare(std::span<const double> baseline, std::span<const double> policy)
{
    const Pairs pairs = finished_pairs(baseline, policy);
    Comparison c;
    c.replications = c.finished = pairs.baseline.size();
    const OnlineStats before = known(pairs.baseline), after = known(policy);
    c.policy_replications = after.n();
    c.baseline_mean = before.mean();
    c.policy_mean = after.mean();
    if (c.replications == 0) return c;
    c.difference = pairs.policy[0] - pairs.baseline[0];
    if (c.replications > 1) {
        const ConfidenceInterval interval = paired_interval(pairs.policy, pairs.baseline, confidence);
        c.difference = interval.mean;
        c.half_width = interval.half_width;
    }
    if (all_but_rounding(pairs)) {
        c.difference = 0;
        if (c.half_width) c.half_width = 0;
    }
    if (c.baseline_mean != 0) {
        c.relative = c.difference / c.baseline_mean;
        if (c.half_width) c.relative_half_width = relative_half_width(pairs, c);
    }
    return c;
}

Verdict verdict(const Comparison& c, Better better)
{
    if (c.same()) return Verdict::same;
    if (!c.half_width) return Verdict::single;
    if (!c.resolved() || better == Better::neither) return Verdict::unresolved;
    return (c.difference < 0) == (better == Better::lower) ? Verdict::better : Verdict::worse;
}

} // namespace dcsim
