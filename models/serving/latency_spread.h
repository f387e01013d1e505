#pragma once
#include "models/vocabulary/service.h"
#include "sim/numerics/quantile_sketch.h"
#include <array>
#include <span>

namespace dcsim {

/// The whole distribution behind a mean and three quantiles: even below the median, as wide as the mean asks for; an
/// exponential tail through each two of the quantiles above it, continued beyond the last.
class LatencySpread {
public:
    explicit LatencySpread(const Latency& l);
    Seconds quantile(double p) const; ///< p in [0, 1)
    double within(Seconds x) const;   ///< share that takes no longer
    /// The same, mean over the values from `least` to `most`.
    double within(Seconds least, Seconds most) const;

private:
    Seconds within_below(Seconds x) const; ///< integral of `within` up to x

    Seconds p50_, p95_;
    Seconds below_;         ///< rise per unit of p below the median
    Seconds middle_, tail_; ///< rise per unit of -ln(1 - p), up to and beyond the 95th percentile
};

/// A part of a distribution and the value in its middle.
struct LatencyPart {
    Seconds value{};
    double weight{0};
};

/// Parts of weights that sum to 1, in rising order, with the median, the 95th and the 99th percentile in the middle of
/// one: sketches and sorted lists of them give these back.
inline constexpr std::size_t latency_parts = 25;
std::array<LatencyPart, latency_parts> parts(const LatencySpread& spread);

/// Quantiles of a mixture of parts; sorts them.
Latency latency(std::span<LatencyPart> mixture);

/// Quantiles of requests over a run, fractions of requests included.
class LatencySketch {
public:
    void add(Seconds value, double requests);
    double requests() const { return requests_; }
    Seconds mean() const { return requests_ > 0 ? sum_ / requests_ : Seconds{}; }
    Seconds quantile(double p) const; ///< within 1 %; zero where there are no requests
    void merge(const LatencySketch& other);
    void state(Archive& archive);

private:
    QuantileSketch sketch_; ///< in millionths of a request
    double rest_{0};        ///< of them, not yet counted
    double requests_{0};
    Seconds sum_{};
};

} // namespace dcsim
