#include "models/serving/latency_spread.h"
#include "sim/base/errors.h"
#include "sim/numerics/elementary.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

constexpr double log_2 = 0.693147180559945309, log_5 = 1.609437912434100375, log_10 = 2.302585092994045684;
constexpr double at_p50 = log_2, at_p95 = log_2 + log_10; // -ln(1 - p); at the 99th percentile log_5 further

constexpr double parts_of_a_request = 1e6;

/// Bounds of the parts: even below, narrower where the tail is steep.
constexpr std::array<double, latency_parts + 1> bounds{0,     0.025, 0.075, 0.125, 0.175, 0.225, 0.275, 0.325, 0.375,
                                                       0.425, 0.475, 0.525, 0.575, 0.625, 0.675, 0.725, 0.775, 0.825,
                                                       0.875, 0.915, 0.945, 0.955, 0.97,  0.985, 0.995, 1};

} // namespace

LatencySpread::LatencySpread(const Latency& l) : p50_{l.p50}, p95_{l.p95}
{
    middle_ = std::max(Seconds{}, l.p95 - l.p50) / (at_p95 - at_p50);
    tail_ = std::max(Seconds{}, l.p99 - l.p95) / log_5;
    // The mean of an exponential piece from p on is its value there plus its rise, cut off at the next piece.
    const Seconds above = 0.5 * (p50_ + middle_) - 0.05 * (p95_ + middle_) + 0.05 * (p95_ + tail_);
    const Seconds below = l.mean - above; // 0.5 p50 - rise / 8
    below_ = std::clamp((0.5 * p50_ - below) * 8, Seconds{}, 2 * p50_);
}

Seconds LatencySpread::quantile(double p) const
{
    if (p <= 0.5) return p50_ - (0.5 - p) * below_;
    const double t = -portable_log(1 - p);
    return t <= at_p95 ? p50_ + (t - at_p50) * middle_ : p95_ + (t - at_p95) * tail_;
}

double LatencySpread::within(Seconds x) const
{
    if (x < p50_) return std::max(0.0, below_ > Seconds{} ? 0.5 - (p50_ - x) / below_ : 0);
    if (x < p95_) return 1 - 0.5 * portable_exp(-((x - p50_) / middle_));
    return tail_ > Seconds{} ? 1 - 0.05 * portable_exp(-((x - p95_) / tail_)) : 1;
}

Seconds LatencySpread::within_below(Seconds x) const
{
    if (x <= p50_) {
        const double share = within(x);
        return share < 0.5 ? share * share / 2 * below_ : below_ / 8;
    }
    const auto piece = [](Seconds length, double beyond, Seconds rise) { // of 1 - beyond e^(-t / rise)
        return length - (rise > Seconds{} ? beyond * (1 - portable_exp(-(length / rise))) * rise : Seconds{});
    };
    Seconds sum = below_ / 8 + piece(std::min(x, p95_) - p50_, 0.5, middle_);
    if (x > p95_) sum += piece(x - p95_, 0.05, tail_);
    return sum;
}

double LatencySpread::within(Seconds least, Seconds most) const
{
    return most > least ? (within_below(most) - within_below(least)) / (most - least) : within(least);
}

std::array<LatencyPart, latency_parts> parts(const LatencySpread& spread)
{
    std::array<LatencyPart, latency_parts> result;
    for (std::size_t i = 0; i < latency_parts; ++i)
        result[i] = {spread.quantile((bounds[i] + bounds[i + 1]) / 2), bounds[i + 1] - bounds[i]};
    return result;
}

Latency latency(std::span<LatencyPart> mixture)
{
    const auto sooner = [](const LatencyPart& a, const LatencyPart& b) { return a.value < b.value; };
    std::sort(mixture.begin(), mixture.end(), sooner);
    double sum = 0;
    Latency l;
    for (const LatencyPart& part : mixture) {
        sum += part.weight;
        l.mean += part.weight * part.value;
    }
    if (sum <= 0) return {};
    l.mean = l.mean / sum;
    const auto quantile = [&](double p) {
        double share = 0;
        for (const LatencyPart& part : mixture)
            if ((share += part.weight / sum) >= p) return part.value;
        return mixture.back().value;
    };
    l.p50 = quantile(0.5);
    l.p95 = quantile(0.95);
    l.p99 = quantile(0.99);
    return l;
}

void LatencySketch::add(Seconds value, double requests)
{
    require(requests >= 0, "requests are not negative");
    requests_ += requests;
    sum_ += requests * value;
    rest_ += requests * parts_of_a_request;
    const double whole = std::floor(rest_);
    rest_ -= whole;
    sketch_.add(value.si(), static_cast<std::uint64_t>(whole));
}

Seconds LatencySketch::quantile(double p) const
{
    return Seconds{sketch_.count() > 0 ? sketch_.quantile(p) : 0};
}

void LatencySketch::merge(const LatencySketch& other)
{
    sketch_.merge(other.sketch_);
    requests_ += other.requests_;
    sum_ += other.sum_;
}

void LatencySketch::state(Archive& archive)
{
    archive("sketch", sketch_)("rest", rest_)("requests", requests_)("sum", sum_);
}

} // namespace dcsim
