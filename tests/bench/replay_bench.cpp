#include "tests/models/site/replay.h"
#include <benchmark/benchmark.h>

using namespace dcsim;

namespace {

/// 100,000 jobs on 1,000 nodes of 8 accelerators, first come, first served; the jobs lie in memory.
void replay(benchmark::State& state)
{
    const auto jobs = replay_jobs(100'000, 1);
    for (auto _ : state) {
        state.PauseTiming();
        auto copy = jobs;
        state.ResumeTiming();
        Replay run{std::move(copy)};
        run.finish();
        benchmark::DoNotOptimize(run.site.last_end());
    }
}
BENCHMARK(replay)->Unit(benchmark::kMillisecond);

} // namespace
