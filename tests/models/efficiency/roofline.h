#pragma once
#include "models/vocabulary/demand.h"
#include <algorithm>
#include <cmath>

namespace dcsim::testing {

/// An accelerator that closes by hand: each class takes the longer of its arithmetic and its traffic, and its launches.
struct Roofline {
    double peak_32, peak_16, peak_8; ///< FLOP/s
    double bandwidth;                ///< B/s
    double link{4.5e11}, hop{5e-6};  ///< B/s in one direction, s per step of a ring
    double most{700}, idle{70}, host{280};
    double launch{5e-6}, compute_reached{0.7}, bandwidth_reached{0.9};

    double peak(const Kernels& k) const
    {
        const double dense = k.precision == Precision::fp32 || k.precision == Precision::tf32 ? peak_32
                             : k.precision == Precision::bf16                                 ? peak_16
                                                                                              : peak_8;
        return dense * (k.sparsity == Sparsity::two_of_four ? 2 : 1);
    }
};

struct RooflineTime {
    double compute{0}, memory{0}, launches{0}, messages{0};
    double seconds{0}, joules{0};
};

inline RooflineTime run(const Demand& d, const Roofline& r, double accelerators = 1)
{
    RooflineTime t;
    double arithmetic = 0, traffic = 0, kernels = 0;
    for (const Kernels& k : d.kernels) {
        const double at_peak = k.flops.si() / (accelerators * r.peak(k));
        const double at_bandwidth = k.bytes().si() / (accelerators * r.bandwidth);
        const double compute = at_peak / (r.compute_reached * k.compute_quality * k.sparse_quality);
        const double memory = at_bandwidth / (r.bandwidth_reached * k.memory_quality);
        (compute > memory ? t.compute : t.memory) += std::max(compute, memory);
        t.launches += k.launches * r.launch;
        arithmetic += at_peak, traffic += at_bandwidth;
    }
    for (const Message& m : d.messages) {
        const double steps = m.ranks - 1.0, rounds = m.collective == Collective::all_reduce ? 2 : 1;
        t.messages += m.count * rounds * steps * (r.hop + m.bytes.si() / m.ranks / r.link);
    }
    kernels = t.compute + t.memory + t.launches;
    t.seconds = kernels + t.messages;
    // Power of an accelerator while kernels run, fitted to an H100 that decodes [ML.ENERGY leaderboard 2025-26].
    const double load =
        kernels > 0 ? std::min(1.0, 0.145 + 0.42 * traffic / kernels + 1.55 * std::sqrt(arithmetic / kernels)) : 0;
    const double waiting = 0.35;
    t.joules =
        accelerators * ((r.idle + r.host) * t.seconds + (r.most - r.idle) * (load * kernels + waiting * t.messages));
    return t;
}

inline Roofline h100()
{
    return {.peak_32 = 494.7e12, .peak_16 = 989.4e12, .peak_8 = 1978.9e12, .bandwidth = 3.35e12};
}

inline Roofline a100()
{
    return {.peak_32 = 156e12,
            .peak_16 = 312e12,
            .peak_8 = 624e12,
            .bandwidth = 2.039e12,
            .most = 400,
            .idle = 60,
            .host = 127.5,
            .bandwidth_reached = 0.77};
}

} // namespace dcsim::testing
