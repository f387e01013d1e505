#include "sim/numerics/quantile_sketch.h"
#include "sim/numerics/elementary.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

/// Log of the ratio between neighbouring bucket bounds, (1 + a) / (1 - a).
double log_ratio()
{
    static const double value =
        portable_log((1 + QuantileSketch::relative_error) / (1 - QuantileSketch::relative_error));
    return value;
}

/// The point with equal relative distance to both bounds of the bucket.
double middle(std::int32_t bucket)
{
    return portable_exp(bucket * log_ratio()) * (1 - QuantileSketch::relative_error);
}

} // namespace

void QuantileSketch::add(double x, std::uint64_t weight)
{
    require(std::isfinite(x) && x >= 0, "a quantile sketch takes finite values of at least 0");
    if (weight == 0) return;
    least_ = count_ == 0 ? x : std::min(least_, x);
    most_ = count_ == 0 ? x : std::max(most_, x);
    count_ += weight;
    if (x < smallest)
        zeros_ += weight;
    else
        add_to_bucket(static_cast<std::int32_t>(std::ceil(portable_log(x) / log_ratio())), weight);
}

void QuantileSketch::add_to_bucket(std::int32_t bucket, std::uint64_t weight)
{
    if (counts_.empty()) first_bucket_ = bucket;
    if (bucket < first_bucket_) {
        counts_.insert(counts_.begin(), static_cast<std::size_t>(first_bucket_ - bucket), 0);
        first_bucket_ = bucket;
    }
    const auto i = static_cast<std::size_t>(bucket - first_bucket_);
    if (i >= counts_.size()) counts_.resize(i + 1, 0);
    counts_[i] += weight;
}

void QuantileSketch::merge(const QuantileSketch& other)
{
    if (other.count_ == 0) return;
    least_ = count_ == 0 ? other.least_ : std::min(least_, other.least_);
    most_ = count_ == 0 ? other.most_ : std::max(most_, other.most_);
    count_ += other.count_;
    zeros_ += other.zeros_;
    for (std::size_t i = 0; i < other.counts_.size(); ++i)
        if (other.counts_[i] > 0) add_to_bucket(other.first_bucket_ + static_cast<std::int32_t>(i), other.counts_[i]);
}

double QuantileSketch::quantile(double p) const
{
    require(count_ > 0 && p >= 0 && p <= 1, "a quantile needs values and a share in [0, 1]");
    if (p == 0) return least_;
    if (p == 1) return most_;
    const double position = p * static_cast<double>(count_ - 1);
    const auto rank = static_cast<std::uint64_t>(position);
    const double below = order_statistic(rank), part = position - static_cast<double>(rank);
    return part > 0 ? std::lerp(below, order_statistic(rank + 1), part) : below;
}

double QuantileSketch::order_statistic(std::uint64_t rank) const
{
    if (rank == 0) return least_;
    if (rank + 1 >= count_) return most_;
    if (rank < zeros_) return 0;
    std::uint64_t below = zeros_;
    std::size_t i = 0;
    while (below + counts_[i] <= rank) below += counts_[i++];
    return std::clamp(middle(first_bucket_ + static_cast<std::int32_t>(i)), least_, most_);
}

void QuantileSketch::state(Archive& a)
{
    a("count", count_)("zeros", zeros_)("least", least_)("most", most_)("first", first_bucket_)("counts", counts_);
}

} // namespace dcsim
