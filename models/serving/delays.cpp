#include "models/serving/delays.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace dcsim {

double WaitTime::within(Seconds x) const
{
    if (x < Seconds{}) return 0;
    if (chance <= 0 || mean <= Seconds{}) return 1;
    if (!std::isfinite(mean.si())) return 1 - chance;
    return 1 - chance * std::exp(-(x / mean) * chance);
}

WaitTime together(WaitTime a, WaitTime b)
{
    return {.chance = 1 - (1 - a.chance) * (1 - b.chance), .mean = a.mean + b.mean};
}

WaitTime single_server_wait(Frequency rate, Seconds service, double service_second_moment, double arrivals_cv2)
{
    const double load = rate * service;
    if (load >= 1) return {.chance = 1, .mean = Seconds{std::numeric_limits<double>::infinity()}};
    if (load <= 0) return {};
    const double cs2 = std::max(0.0, service_second_moment / (service.si() * service.si()) - 1);
    const double poisson = rate.si() * service_second_moment / (2 * (1 - load));
    return {.chance = load, .mean = Seconds{poisson * (arrivals_cv2 + cs2) / (1 + cs2)}};
}

Delays::Delays(std::vector<Value> values, WaitTime wait) : values_{std::move(values)}, wait_{wait}
{
    require(!values_.empty(), "a time takes at least one value");
    const auto sooner = [](const Value& a, const Value& b) { return a.time < b.time; };
    if (!std::is_sorted(values_.begin(), values_.end(), sooner))
        std::stable_sort(values_.begin(), values_.end(), sooner);
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
    for (const Value& v : values_) {
        if (v.time > x) break;
        share += v.weight * wait_.within(x - v.time);
    }
    return std::min(1.0, share);
}

Seconds Delays::value_quantile(double p) const
{
    double share = 0;
    for (const Value& v : values_)
        if ((share += v.weight) >= p) return v.time;
    return values_.back().time;
}

/// Between two values the share that is over by then is what has come less an exponential, which is solved for.
Seconds Delays::quantile(double p) const
{
    require(0 < p && p < 1, "a quantile is of a share between none and all");
    if (!std::isfinite(mean_.si())) return mean_;
    if (wait_.chance <= 0 || wait_.mean <= Seconds{}) return value_quantile(p);
    const double rate = wait_.chance / wait_.mean.si();
    double come = 0, waiting = 0; // shares: of the values up to the last one; of these, who still waits there
    Seconds last = values_.front().time;
    const auto after_last = [&] {
        return last + Seconds{std::log(waiting / (come - p)) / rate};
    }; // where more has come
    for (const Value& v : values_) {
        const double still = waiting * std::exp(-rate * (v.time - last).si());
        if (come - still >= p) return come > p ? std::min(v.time, after_last()) : v.time; // nobody waits so long
        come += v.weight;
        waiting = still + v.weight * wait_.chance;
        last = v.time;
        if (come - waiting >= p) return last;
    }
    return come > p ? after_last() : last; // weights may add up to less than one by rounding
}

Latency Delays::latency() const
{
    return {.mean = mean_, .p50 = quantile(0.5), .p95 = quantile(0.95), .p99 = quantile(0.99)};
}

} // namespace dcsim
