#include "models/serving/llm_service.h"
#include "tests/models/serving/plain_hardware.h"
#include <benchmark/benchmark.h>

/// A service is asked once per settlement and policy: how fast, after its table has been worked out, and how long that
/// takes.
namespace dcsim {

namespace {

LlmSettings chat(std::uint32_t batch)
{
    LlmSettings s;
    s.served.model.parameters = 8.03e9;
    s.served.model.layers = 32;
    s.served.model.hidden = 4096;
    s.served.model.heads = 32;
    s.served.model.kv_heads = 8;
    s.served.engine.batch = batch;
    s.served.prompt = {.mean = 500, .second = 5e5, .parts = {{500, 500, 1}}};
    s.served.output = {.mean = 300, .second = 2e5, .parts = {{300, 300, 1}}};
    return s;
}

const testing::PlainHardware hardware;

ServiceContext context()
{
    return {.hardware = hardware,
            .techniques = {},
            .name = "chat",
            .objective = {.first = Seconds{0.5}, .between = Seconds{0.05}, .attained = 0.99}};
}

void points(benchmark::State& state)
{
    const LlmService service{chat(static_cast<std::uint32_t>(state.range(0))), context()};
    double rate = 1;
    for (auto _ : state) {
        benchmark::DoNotOptimize(service.at(Frequency{rate}, 1, {}));
        rate = rate < 10 ? rate + 0.001 : 1;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(points)->Arg(64)->Arg(512);

void tables(benchmark::State& state)
{
    const LlmSettings settings = chat(512);
    for (auto _ : state) benchmark::DoNotOptimize(LlmService{settings, context()}.at(Frequency{1}, 1, {}));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(tables);

} // namespace

} // namespace dcsim
