#include "models/efficiency/demand_parts.h"
#include "models/efficiency/rows.h"
#include "models/efficiency/technique_row.h"
#include "models/neural/block.h"

namespace dcsim {

namespace {

constexpr double sixteen = 16;

std::optional<std::string> nothing_to_quantize(const Demand& d)
{
    if (any(d, matrices_of_bits(d, sixteen))) return std::nullopt;
    return "finds no matrices of 16 bit or more";
}

/// Bits of the first of those matrices.
double bits_before(const Demand& d)
{
    const KernelTest matrices = matrices_of_bits(d, sixteen);
    for (const Kernels& k : d.kernels)
        if (matrices(k)) return bits(k.precision);
    return sixteen;
}

struct Quantization {
    double matrices{1}, activations{1}, checkpoint{0}, casts{1};
};

void fields(Fields& f, Quantization& p)
{
    f.optional("matrices", p.matrices, "part of the matrices that is quantized", {.least = 0.0, .most = 1.0});
    f.optional("activations", p.activations,
               "part of what is read and written besides weights that is quantized; scores of words stay at 32 bit",
               {.least = 0.0, .most = 1.0});
    f.optional("checkpoint", p.checkpoint, "part of a checkpoint that is quantized", {.least = 0.0, .most = 1.0});
    f.optional("casts", p.casts, "kernels that scale and round, for each kernel of a quantized matrix", {.least = 0.0});
}

/// Inputs of matrices, half of what they read and write, are read wide and written narrow once more.
Kernels casts(const Demand& d, const Quantization& p, const KernelTest& matrices, double factor)
{
    Kernels cast{.stage = Stage::other};
    for (const Kernels& k : d.kernels) {
        if (!matrices(k)) continue;
        cast.launches += p.matrices * p.casts * k.launches;
        cast.activations += p.matrices * p.casts * (1 + factor) / 2 * k.activations;
    }
    return cast;
}

template <Precision to> void quantize(const Quantization& p, const AiModel*, Demand& d)
{
    const double factor = bits(to) / bits_before(d), values = on_share(p.activations, factor);
    const KernelTest matrices = matrices_of_bits(d, sixteen);
    const Kernels cast = casts(d, p, matrices, factor);
    for (Kernels& k : d.kernels)
        if (k.stage != Stage::optimizer) scale(k.activations, values);
    change_share(d, p.matrices, matrices, [&](Kernels& k) {
        scale(k.weights, bits(to) / bits(k.precision));
        k.precision = to;
    });
    if (cast.launches > 0 || cast.activations > Bytes{}) d.kernels.push_back(cast);
    scale(d.footprint, {.weights = on_share(p.matrices, factor), .activations = values});
    scale(d.checkpoint, on_share(p.checkpoint, factor));
}

std::optional<std::string> refuse(const Quantization&, const Demand& d)
{
    return nothing_to_quantize(d);
}

/// Weights of eight bits, but products of outliers in 16: each matrix takes several kernels, of which few are long
/// enough to run at the pace of a single one [arXiv 2208.07339].
struct OutlierInt8 {
    double matrices{1}, compute_quality{0.4}, memory_quality{0.5}, kernels{6};
};

void fields(Fields& f, OutlierInt8& p)
{
    f.optional("matrices", p.matrices, "part of the matrices that is quantized", {.least = 0.0, .most = 1.0});
    f.optional("compute_quality", p.compute_quality, "reached arithmetic, over that of one 16-bit kernel",
               {.most = 1.0, .above = 0.0});
    f.optional("memory_quality", p.memory_quality, "reached bandwidth, over that of one 16-bit kernel",
               {.most = 1.0, .above = 0.0});
    f.optional("kernels", p.kernels, "further kernels for each one of a matrix", {.least = 0.0});
}

void split_outliers(const OutlierInt8& p, const AiModel*, Demand& d)
{
    const double factor = bits(Precision::int8) / bits_before(d);
    change_share(d, p.matrices, matrices_of_bits(d, sixteen), [&](Kernels& k) {
        scale(k.weights, bits(Precision::int8) / bits(k.precision));
        k.compute_quality *= p.compute_quality;
        k.memory_quality *= p.memory_quality;
        k.launches *= 1 + p.kernels;
    });
    scale(d.footprint.weights, on_share(p.matrices, factor));
}

std::optional<std::string> refuse(const OutlierInt8&, const Demand& d)
{
    return nothing_to_quantize(d);
}

/// Weights are brought back to 16 bits inside the kernel: arithmetic stays what it was, less what that costs.
struct WeightOnly {
    std::uint32_t bits{4}, group{128};
    double quality{0.9};
    std::optional<double> matrices;
};

void fields(Fields& f, WeightOnly& p)
{
    f.optional("bits", p.bits, "of a weight", {.least = 2U, .most = 8U});
    f.optional("group", p.group, "weights that share a 16-bit scale and a zero point", {.least = 8U});
    f.optional("quality", p.quality, "reached arithmetic, over that of a 16-bit kernel", {.most = 1.0, .above = 0.0});
    f.optional("matrices", p.matrices, "part of the parameters that is quantized; absent = all but the table of tokens",
               {.least = 0.0, .most = 1.0});
}

void shrink_weights(const WeightOnly& p, const AiModel* m, Demand& d)
{
    const double all_but_table = m && m->parameters > 0 ? 1 - vocabulary_parameters(*m) / m->parameters : 1;
    const double share = p.matrices.value_or(all_but_table);
    const double of_weight = p.bits + (16.0 + p.bits) / p.group;
    const double factor = of_weight / bits_before(d);
    change_share(d, share, matrices_of_bits(d, sixteen), [&](Kernels& k) {
        scale(k.weights, of_weight / bits(k.precision));
        k.compute_quality *= p.quality;
    });
    scale(d.footprint.weights, on_share(share, factor));
}

std::optional<std::string> refuse(const WeightOnly&, const Demand& d)
{
    return nothing_to_quantize(d);
}

struct CacheQuantization {
    std::uint32_t bits{8}, group{128};
};

void fields(Fields& f, CacheQuantization& p)
{
    f.optional("bits", p.bits, "of a key or value", {.least = 2U, .most = 8U});
    f.optional("group", p.group, "values that share a 16-bit scale", {.least = 8U});
}

/// Keys and values have 16 bits before.
void shrink_cache(const CacheQuantization& p, const AiModel*, Demand& d)
{
    const double factor = (p.bits + sixteen / p.group) / sixteen;
    for (Kernels& k : d.kernels) scale(k.cache, factor);
    scale(d.footprint.cache, factor);
    scale(d.cache_per_token, factor);
}

std::optional<std::string> no_cache(const CacheQuantization&, const Demand& d)
{
    if (any(d, [](const Kernels& k) { return k.cache > Bytes{}; })) return std::nullopt;
    return "finds no cache of keys and values";
}

} // namespace

TechniqueRegistry quantization_rows()
{
    return {
        technique_row<Quantization>("int8", "weights and activations of eight-bit integers",
                                    {quantize<Precision::int8>, refuse}),
        technique_row<Quantization>("fp8", "weights and activations of eight-bit floats",
                                    {quantize<Precision::fp8>, refuse}),
        technique_row<OutlierInt8>("llm-int8", "eight-bit weights, outliers of activations in 16 bits",
                                   {split_outliers, refuse}),
        technique_row<WeightOnly>("int4-weight-only", "weights of four bits, arithmetic of 16",
                                  {shrink_weights, refuse}),
        technique_row<CacheQuantization>("kv-quantization", "keys and values of eight bits or fewer",
                                         {shrink_cache, no_cache}),
    };
}

} // namespace dcsim
