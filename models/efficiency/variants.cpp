#include "models/efficiency/demand_parts.h"
#include "models/efficiency/rows.h"
#include "models/efficiency/technique_row.h"

namespace dcsim {

namespace {

/// A smaller design of the same work, where its numbers are known but no row of the catalogue describes it.
struct Lightweight {
    double operations{0.5}, bytes{0.5}, parameters{0.5};
};

void fields(Fields& f, Lightweight& p)
{
    const Range<double> part{.most = 1.0, .above = 0.0};
    f.optional("operations", p.operations, "part of the operations that remains", part);
    f.optional("bytes", p.bytes, "part of what kernels read and write that remains", part);
    f.optional("parameters", p.parameters, "part of the parameters that remains, and of what a checkpoint saves", part);
}

void lighten(const Lightweight& p, const AiModel*, Demand& d)
{
    for (Kernels& k : d.kernels)
        scale(k,
              {.flops = p.operations, .weights = p.bytes, .activations = p.bytes, .cache = p.bytes, .logits = p.bytes});
    for (Message& message : d.messages) scale(message.bytes, message.parameters ? p.parameters : p.bytes);
    scale(d.footprint, {p.parameters, p.parameters, p.bytes, p.bytes, p.bytes});
    scale(d.cache_per_token, p.bytes);
    scale(d.checkpoint, p.parameters);
}

/// What processor cores would compute in each pass over the data is kept from the first.
struct CachedFeatures {
    double core_time{0.5}, feed{1};
};

void fields(Fields& f, CachedFeatures& p)
{
    f.optional("core_time", p.core_time, "part of the work of processor cores that remains",
               {.least = 0.0, .most = 1.0});
    f.optional("feed", p.feed, "size of what is read instead, over that of the input", {.least = 0.0});
}

void prepare(const CachedFeatures& p, const AiModel*, Demand& d)
{
    scale(d.core_time, p.core_time);
    scale(d.feed, p.feed);
}

std::optional<std::string> nothing_prepared(const CachedFeatures& p, const Demand& d)
{
    if (d.core_time > Seconds{} || (d.feed > Bytes{} && p.feed != 1)) return std::nullopt;
    if (d.feed > Bytes{}) return "finds no work of processor cores, and feed leaves the input as it is";
    return "finds no work of processor cores";
}

/// Widths that are multiples of what matrix units and memory take at once leave fewer of them idle.
struct HardwareAware {
    double compute_time{1}, memory_time{1};
};

void fields(Fields& f, HardwareAware& p)
{
    f.optional("compute_time", p.compute_time,
               "fraction of peak arithmetic that is reached before, over the one that is reached after",
               {.least = 0.5, .most = 1.0});
    f.optional("memory_time", p.memory_time, "the same of memory bandwidth", {.least = 0.5, .most = 1.0});
}

void fit(const HardwareAware& p, const AiModel*, Demand& d)
{
    for (Kernels& k : d.kernels) {
        k.compute_quality /= p.compute_time;
        k.memory_quality /= p.memory_time;
    }
}

} // namespace

TechniqueRegistry variant_rows()
{
    return {
        technique_row<Lightweight>("lightweight", "a smaller variant, given by what remains of its work", {lighten}),
        technique_row<CachedFeatures>("cached-features", "input is prepared once instead of in each pass",
                                      {prepare, nothing_prepared})};
}

TechniqueRegistry fit_rows()
{
    return {technique_row<HardwareAware>("hardware-aware-training",
                                         "shapes and kernels that reach more of peak and bandwidth", {fit})};
}

} // namespace dcsim
