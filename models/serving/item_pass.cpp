#include "models/serving/item_pass.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr double kernels_per_layer = 20, exchanges_per_layer = 2; // [assumption]
// Rows of 256-512 B at random reach a part of the bandwidth of long reads [assumption].
constexpr double random_reads = 0.5;

void add_lookups(Demand& d, const AiModel& m, std::uint32_t accelerators, double items, double value)
{
    if (m.lookups == 0) return;
    const Bytes rows{items * m.lookups * m.row_width * value};
    d.kernels.push_back(
        {.stage = Stage::forward, .activations = 2 * rows, .launches = 1, .memory_quality = random_reads});
    if (accelerators > 1)
        d.messages.push_back(
            {.collective = Collective::all_to_all, .bytes = rows / accelerators, .ranks = accelerators});
}

} // namespace

Demand item_pass(const AiModel& m, Precision precision, std::uint32_t accelerators, double items)
{
    const double value = bytes_per_value(precision), passes = items * m.passes;
    const Bytes traffic = passes * m.activations * (std::max(2.0, value) / 2);
    Demand d;
    d.kernels.push_back({.stage = Stage::forward,
                         .precision = precision,
                         .flops = passes * matrix_flops(m),
                         .weights = Bytes{m.parameters * value},
                         .launches = m.kernels / 2});
    d.kernels.push_back({.stage = Stage::forward, .activations = traffic, .launches = m.kernels / 2});
    add_lookups(d, m, accelerators, items, std::max(2.0, value));
    if (accelerators > 1 && m.lookups == 0 && m.kernels > 0)
        d.messages.push_back({.collective = Collective::all_gather,
                              .bytes = traffic / m.kernels,
                              .ranks = accelerators,
                              .count = m.kernels / kernels_per_layer * exchanges_per_layer});
    d.core_time = items / m.steps * m.core_time;
    const Bytes kept = 2 * traffic / std::max(1.0, m.kernels); // what one kernel reads and writes lives at once
    d.footprint.weights = Bytes{m.parameters * value} + m.embedding / accelerators;
    d.footprint.activations = kept / accelerators;
    return d;
}

} // namespace dcsim
