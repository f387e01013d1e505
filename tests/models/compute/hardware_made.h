#pragma once
#include "models/compute/node_hardware.h"

namespace dcsim::testing {

/// Eight accelerators in a server whose arithmetic closes by hand: 312 TFLOP/s and 2.039 TB/s each, 60 to 400 W, beside
/// a host of 1,020 W.
inline NodeHardwareParams reference_node()
{
    NodeHardwareParams p;
    AcceleratorParams& a = p.accelerator;
    at(a.peak, Precision::bf16) = FlopRate{312e12};
    at(a.peak, Precision::int8) = FlopRate{624e12};
    at(a.peak, Precision::fp32) = FlopRate{19.5e12};
    a.two_of_four = 2;
    a.memory = Bytes{80e9};
    a.bandwidth = Bandwidth{2.039e12};
    a.idle = 60 * watt;
    a.most = 400 * watt;
    a.scale_up = {.start = Seconds{}, .hop = Seconds{5e-6}, .bandwidth = Bandwidth{100e9}};
    a.network = {.start = Seconds{}, .hop = Seconds{10e-6}, .bandwidth = Bandwidth{25e9}};
    a.clock_law = {.fixed = 60 * watt, .exponent = 3, .knee = 0, .least = 0.2};
    a.cap_law = {.floor = 90 * watt, .least = 100 * watt, .exponent = 4.5, .measured = false};
    p.host = {.idle = 1020 * watt, .slope = 0, .cores = 128, .core = 4 * watt};
    return p;
}

inline Demand of_kernels(Flops flops, Bytes bytes, Stage stage = Stage::forward)
{
    Demand d;
    d.kernels.push_back({.stage = stage, .flops = flops, .activations = bytes});
    return d;
}

constexpr Allocation whole_node{.accelerators = 8, .per_node = 8, .cores = 128};

inline Energy sum(const ByCause<Energy>& ledger)
{
    Energy all{};
    for (const Energy e : ledger) all += e;
    return all;
}
inline Energy sum_devices(const ByDevice<Energy>& ledger)
{
    Energy all{};
    for (const Energy e : ledger) all += e;
    return all;
}

} // namespace dcsim::testing
