#include "models/compute/node_hardware.h"
#include "models/site/pacing.h"
#include <benchmark/benchmark.h>

using namespace dcsim;

namespace {

/// Eight classes of kernels and three collectives, as a training step of a transformer has.
Demand training_step()
{
    Demand d;
    for (int i = 0; i < 8; ++i)
        d.kernels.push_back({.stage = Stage::forward,
                             .flops = Flops{i % 2 ? 0 : 4e15},
                             .weights = Bytes{3e11},
                             .activations = Bytes{2e11 * (i + 1)},
                             .launches = 200});
    d.messages.push_back({.collective = Collective::all_reduce, .bytes = Bytes{3e7}, .ranks = 8, .count = 96});
    d.messages.push_back({.collective = Collective::reduce_scatter, .bytes = Bytes{9e8}, .ranks = 4, .stride = 8});
    d.messages.push_back({.collective = Collective::all_gather, .bytes = Bytes{9e8}, .ranks = 4, .stride = 8});
    d.core_time = Seconds{20};
    return d;
}

std::unique_ptr<Hardware> eight()
{
    NodeHardwareParams p;
    AcceleratorParams& a = p.accelerator;
    at(a.peak, Precision::bf16) = FlopRate{312e12};
    a.memory = Bytes{80e9};
    a.bandwidth = Bandwidth{2.039e12};
    a.idle = 60 * watt;
    a.most = 400 * watt;
    a.scale_up = {.start = Seconds{41e-6}, .hop = Seconds{2.1e-6}, .bandwidth = Bandwidth{181e9}};
    a.network = {.start = Seconds{60e-6}, .hop = Seconds{5e-6}, .bandwidth = Bandwidth{22.5e9}};
    a.cap_law = {.floor = 120 * watt, .least = 121 * watt};
    p.host.idle = 1020 * watt;
    return make_hardware(p);
}

void pace(benchmark::State& state, const Operating& run)
{
    const auto hardware = eight();
    const Demand d = training_step();
    for (auto _ : state) benchmark::DoNotOptimize(hardware->pace(d, {32, 8, 512}, run));
    state.SetItemsProcessed(state.iterations());
}

/// The same demand as the start of a job asks for it: all but the first time it is remembered.
void remembered(benchmark::State& state)
{
    const auto hardware = eight();
    Pacing pacing{*hardware};
    const Work work{.ways = {{{Stretch{.demand = training_step(), .iterations = 1}}}}};
    for (auto _ : state)
        benchmark::DoNotOptimize(
            pacing.segments(WorkloadId{}, WorkAmount{}, work, {32, 8, 512}, Pacing::Saves::as_stated));
    state.SetItemsProcessed(state.iterations());
}

} // namespace

BENCHMARK(remembered);
BENCHMARK_CAPTURE(pace, free, Operating{});
BENCHMARK_CAPTURE(pace, capped, Operating{.clock = 1, .cap = 250 * watt});
