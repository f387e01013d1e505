#include "models/serving/delays.h"
#include "sim/base/errors.h"
#include "sim/numerics/roots.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace dcsim {

double Wait::within(Seconds x) const
{
    if (x < Seconds{}) return 0;
    if (chance <= 0 || mean <= Seconds{}) return 1;
    if (!std::isfinite(mean.si())) return 1 - chance;
    return 1 - chance * std::exp(-(x / mean) * chance);
}

Wait together(Wait a, Wait b)
{
    return {.chance = 1 - (1 - a.chance) * (1 - b.chance), .mean = a.mean + b.mean};
}

Wait single_server_wait(Frequency rate, Seconds service, double service_second_moment, double arrivals_cv2)
{
    const double load = rate * service;
    if (load >= 1) return {.chance = 1, .mean = Seconds{std::numeric_limits<double>::infinity()}};
    if (load <= 0) return {};
    const double cs2 = std::max(0.0, service_second_moment / (service.si() * service.si()) - 1);
    const double poisson = rate.si() * service_second_moment / (2 * (1 - load));
    return {.chance = load, .mean = Seconds{poisson * (arrivals_cv2 + cs2) / (1 + cs2)}};
}

Delays::Delays(std::vector<Value> values, Wait wait) : values_{std::move(values)}, wait_{wait}
{
    require(!values_.empty(), "a time takes at least one value");
    std::stable_sort(values_.begin(), values_.end(), [](const Value& a, const Value& b) { return a.time < b.time; });
    double sum = 0;
    for (const Value& v : values_) sum += v.weight;
    require(sum > 0, "weights have a positive sum");
    for (Value& v : values_) {
        v.weight /= sum;
        mean_ += v.weight * v.time;
    }
    mean_ += wait_.mean;
}

double Delays::within(Seconds x) const
{
    double share = 0;
    for (const Value& v : values_)
        if (v.time <= x) share += v.weight * wait_.within(x - v.time);
    return std::min(1.0, share);
}

Seconds Delays::quantile(double p) const
{
    if (!std::isfinite(mean_.si())) return mean_;
    const Seconds longest = values_.back().time;
    double most = longest.si();
    if (wait_.chance > 0) most -= (wait_.mean / wait_.chance).si() * std::log((1 - p) / 2);
    const auto missing = [&](double x) { return within(Seconds{x}) < p ? -1.0 : 1.0; };
    const Bracket bracket{values_.front().time.si(), std::max(most, values_.front().time.si())};
    return Seconds{bisection_root(missing, bracket, 1e-9 * bracket.high)};
}

Latency Delays::latency() const
{
    return {.mean = mean_, .p50 = quantile(0.5), .p95 = quantile(0.95), .p99 = quantile(0.99)};
}

} // namespace dcsim
