#include "analysis/study/stopping_rule.h"
#include "sim/numerics/statistics.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

StoppingRule::StoppingRule(const PrecisionParams& precision, std::size_t policies, std::size_t baseline)
    : precision_{precision}, baseline_{baseline}, values_(policies)
{
}

void StoppingRule::enter(std::size_t policy, std::uint32_t replication, const std::vector<double>& metrics)
{
    if (!precision_) return;
    auto& values = values_.at(policy);
    if (values.size() <= replication) values.resize(replication + 1);
    values[replication] = metrics;
}

bool StoppingRule::complete(std::uint32_t replications) const
{
    return std::ranges::all_of(values_, [&](const auto& values) {
        return values.size() >= replications && std::all_of(values.begin(), values.begin() + replications,
                                                            [](const auto& metrics) { return !metrics.empty(); });
    });
}

bool StoppingRule::precise(std::uint32_t replications) const
{
    for (std::size_t policy = 0; policy < values_.size(); ++policy)
        for (std::size_t metric = 0; metric < precision_->metrics.size(); ++metric)
            if (!precise(metric, policy, replications)) return false;
    return true;
}

bool StoppingRule::precise(std::size_t metric, std::size_t policy, std::uint32_t replications) const
{
    std::vector<double> baseline, differences;
    for (std::uint32_t k = 0; k < replications; ++k) {
        const double base = values_[baseline_][k][metric], value = values_[policy][k][metric];
        if (std::isnan(base) || std::isnan(value)) continue; // pairs in which the metric does not exist
        baseline.push_back(base);
        differences.push_back(policy == baseline_ ? base : value - base);
    }
    if (baseline.empty()) return true;
    const std::optional<double> half_width = mean_interval(differences, 0.95).half_width;
    return half_width && *half_width <= precision_->half_width * std::abs(mean_interval(baseline, 0.95).mean);
}

std::uint32_t StoppingRule::wanted() const
{
    if (!precision_) return fixed_;
    bool before = false;
    for (const std::uint32_t n : looks(*precision_)) {
        if (!complete(n) || n == precision_->most) return n;
        const bool now = precise(n);
        if (now && before) return n;
        before = now;
    }
    return precision_->most;
}

bool StoppingRule::satisfied() const
{
    const std::uint32_t n = wanted();
    return !precision_ || (complete(n) && precise(n));
}

bool StoppingRule::exhausted() const
{
    return precision_ && wanted() == precision_->most && complete(precision_->most) && !precise(precision_->most);
}

std::vector<std::uint32_t> looks(const PrecisionParams& precision)
{
    std::vector<std::uint32_t> all;
    for (std::uint64_t n = precision.least; n < precision.most; n = (3 * n + 1) / 2)
        all.push_back(static_cast<std::uint32_t>(n));
    all.push_back(precision.most);
    return all;
}

} // namespace dcsim
