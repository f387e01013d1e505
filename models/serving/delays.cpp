#include "models/serving/delays.h"
#include "sim/base/errors.h"
#include "sim/numerics/roots.h"
#include <algorithm>
#include <cmath>
#include <limits>

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

namespace {

/// What begins or ends at an instant.
struct Change {
    Seconds at{};
    double come{0}, waiting{0};
    double rate{0}, waiting_rate{0};
    int begins{0}; ///< values that begin to come, less those that have come
};

/// `chance` of those that wait do.
void add_changes(std::vector<Change>& to, const Delays::Value& v, double weight, double chance)
{
    const double waiting = v.waits ? chance * weight : 0;
    if (v.further <= 1e-12 * v.time || v.further.si() <= 0) {
        to.push_back({.at = v.time, .come = weight, .waiting = waiting});
        return;
    }
    const double rate = weight / v.further.si(), waiting_rate = waiting / v.further.si();
    to.push_back({.at = v.time, .rate = rate, .waiting_rate = waiting_rate, .begins = 1});
    to.push_back({.at = v.time + v.further, .rate = -rate, .waiting_rate = -waiting_rate, .begins = -1});
}

std::vector<Change> changes(const std::vector<Delays::Value>& values, double sum, double chance)
{
    std::vector<Change> all;
    all.reserve(2 * values.size());
    for (const Delays::Value& v : values) add_changes(all, v, v.weight / sum, chance);
    std::sort(all.begin(), all.end(), [](const Change& a, const Change& b) { return a.at < b.at; });
    return all;
}

} // namespace

Delays::Delays(std::vector<Value> values, WaitTime wait)
{
    require(!values.empty(), "a time takes at least one value");
    double sum = 0;
    for (const Value& v : values) sum += v.weight;
    require(sum > 0, "weights have a positive sum");
    const bool some = wait.chance > 0 && wait.mean > Seconds{};
    leave_ = some ? wait.chance / wait.mean.si() : 0;
    for (const Value& v : values) {
        mean_ += v.weight / sum * (v.time + v.further / 2 + (some && v.waits ? wait.mean : Seconds{}));
        endless_ = endless_ || (some && v.waits && !std::isfinite(wait.mean.si()));
    }
    Bend now;
    int coming = 0;
    for (const Change& c : changes(values, sum, some ? wait.chance : 0)) {
        now = bends_.empty() ? Bend{.at = c.at} : later(now, c.at - now.at);
        now.come += c.come;
        now.waiting += c.waiting;
        coming += c.begins;
        now.rate = coming > 0 ? now.rate + c.rate : 0; // what rounding leaves of a sum of many is no rate
        now.waiting_rate = coming > 0 ? now.waiting_rate + c.waiting_rate : 0;
        if (!bends_.empty() && bends_.back().at == now.at)
            bends_.back() = now;
        else
            bends_.push_back(now);
    }
}

/// Between bends waiting' = waiting_rate - leave waiting.
Delays::Bend Delays::later(const Bend& from, Seconds by) const
{
    Bend b = from;
    const double t = by.si(), gone = -std::expm1(-leave_ * t);
    b.at += by;
    b.come += from.rate * t;
    b.waiting += from.waiting_rate * (leave_ > 0 ? gone / leave_ : t) - from.waiting * gone;
    return b;
}

double Delays::within(Seconds x) const
{
    const auto after =
        std::upper_bound(bends_.begin(), bends_.end(), x, [](Seconds t, const Bend& b) { return t < b.at; });
    if (after == bends_.begin()) return 0;
    const Bend& last = *(after - 1);
    return std::clamp(later(last, x - last.at).over(), 0.0, 1.0);
}

/// When so much is over, which is less than all that comes between `from` and the next bend.
Seconds Delays::reaches(const Bend& from, double p) const
{
    if (from.rate <= 0) return from.at + Seconds{std::log(from.waiting / (from.come - p)) / leave_};
    const auto missing = [&](double t) {
        const Bend b = later(from, Seconds{t});
        return ValueAndSlope{b.over() - p, from.rate - from.waiting_rate + leave_ * b.waiting};
    };
    const auto next =
        std::upper_bound(bends_.begin(), bends_.end(), from.at, [](Seconds t, const Bend& b) { return t < b.at; });
    const double length = (next->at - from.at).si();
    return from.at + Seconds{newton_root(missing, {0, length}, 0, 1e-13 * (length + from.at.si()))};
}

Seconds Delays::quantile(double p) const
{
    require(0 < p && p < 1, "a quantile is of a share between none and all");
    if (endless_) return mean_;
    const auto first = std::partition_point(bends_.begin(), bends_.end(), [&](const Bend& b) { return b.over() < p; });
    if (first == bends_.begin()) return first->at;
    const Bend& before = *(first - 1);
    if (first == bends_.end()) // weights may add up to less than one by rounding
        return before.come > p && before.waiting > 0 ? reaches(before, p) : before.at;
    return later(before, first->at - before.at).over() >= p ? std::min(first->at, reaches(before, p)) : first->at;
}

Latency Delays::latency() const
{
    return {.mean = mean_, .p50 = quantile(0.5), .p95 = quantile(0.95), .p99 = quantile(0.99)};
}

} // namespace dcsim
