#include "models/cooling/plants.h"
#include "models/physics/air.h"
#include "tests/models/made.h"
#include <benchmark/benchmark.h>
#include <cmath>

/// One settlement of a cooling plant at 60 s: weather and load that move a little each step, as in a run.
namespace dcsim {

namespace {

constexpr std::int64_t minute_ns = 60'000'000'000;

void step(benchmark::State& state, const std::string& kind)
{
    const Power design = 12.5 * MW;
    const auto plant = made(plants(), "kind = \"" + kind + "\"", PlantSize{design, 0});
    std::vector<Air> day(1440);
    for (std::size_t i = 0; i < day.size(); ++i) {
        const double celsius = 15 - 12 * std::cos(static_cast<double>(i) * 2 * 3.14159265 / 1440);
        const double w = humidity_ratio(celsius, 0.6, 101325);
        day[i] = {celsius, w, wet_bulb_celsius(celsius, w, 101325, celsius - 4), 101325};
    }
    std::int64_t i = 0;
    for (auto _ : state) {
        const double load = 0.8 + 0.0001 * static_cast<double>(i % 7);
        const Interval interval{Time{i * minute_ns}, Time{(i + 1) * minute_ns}};
        benchmark::DoNotOptimize(plant->step(interval, load * design, day[static_cast<std::size_t>(i % 1440)]));
        ++i;
    }
}

BENCHMARK_CAPTURE(step, water_chiller_wse, "water-chiller-wse");
BENCHMARK_CAPTURE(step, air_chiller, "air-chiller");

} // namespace

} // namespace dcsim
