#include "models/efficiency/demand_parts.h"
#include "models/efficiency/rows.h"
#include "models/efficiency/technique_row.h"
#include <algorithm>

namespace dcsim {

namespace {

struct MixedPrecision {
    double casts{1};
};

void fields(Fields& f, MixedPrecision& p)
{
    f.optional("casts", p.casts, "kernels that convert numbers, for each kernel of a matrix", {.least = 0.0});
}

bool wide(const Kernels& k)
{
    return bits(k.precision) > 16 && k.stage != Stage::optimizer;
}

/// What is cast between 32 and 16 bits: the weights that forward passes read, and their gradients, which the backward
/// pass gives the 32-bit weights (in 32 bit they are as many bytes); frozen weights have none.
Bytes cast_between(const Demand& d, const KernelTest& matrices)
{
    Bytes forward{}, backward{};
    for (const Kernels& k : d.kernels)
        if (wide(k) && matrices(k)) (k.stage == Stage::backward ? backward : forward) += k.weights;
    return forward + std::clamp(backward - forward, Bytes{}, forward);
}

/// Arithmetic, values and gradients take 16 bits; the optimizer keeps 32 [arXiv 1710.03740].
void halve(const MixedPrecision& p, const AiModel*, Demand& d)
{
    const KernelTest matrices = matrices_of_bits(d, 32);
    Kernels casts{.stage = Stage::other};
    casts.weights = p.casts * 1.5 * cast_between(d, matrices); // 32 bits and 16, one of them read, the other written
    for (Kernels& k : d.kernels) {
        if (!wide(k)) continue;
        if (matrices(k)) casts.launches += p.casts * k.launches;
        k.precision = Precision::bf16;
        scale(k, {.weights = 0.5, .activations = 0.5, .cache = 0.5});
    }
    for (Message& message : d.messages) scale(message.bytes, 0.5);
    if (d.footprint.optimizer > Bytes{}) d.footprint.optimizer += d.footprint.weights; // the 32-bit copy
    scale(d.footprint, {.weights = 0.5, .activations = 0.5});
    if (casts.launches > 0 || casts.weights > Bytes{}) d.kernels.push_back(casts);
}

std::optional<std::string> nothing_wide(const MixedPrecision&, const Demand& d)
{
    if (any(d, wide)) return std::nullopt;
    return "finds no work at 32 bit (its precision is 16 bit already)";
}

} // namespace

TechniqueRegistry precision_rows()
{
    return {technique_row<MixedPrecision>("mixed-precision", "16-bit arithmetic with 32-bit weights in the optimizer",
                                          {halve, nothing_wide})};
}

} // namespace dcsim
