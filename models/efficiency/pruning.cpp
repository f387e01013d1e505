#include "models/efficiency/demand_parts.h"
#include "models/efficiency/rows.h"
#include "models/efficiency/technique_row.h"
#include "models/neural/block.h"
#include <cmath>

namespace dcsim {

namespace {

struct StructuredPruning {
    double kept{0.8};
    std::optional<double> activations;
};

void fields(Fields& f, StructuredPruning& p)
{
    f.optional("kept", p.kept, "part of parameters and operations that remains", {.most = 1.0, .above = 0.0});
    f.optional(
        "activations", p.activations,
        "part of what is read and written besides weights that remains; absent = as the shape of the model says, "
        "without a model as that of a network: the square root of kept",
        {.most = 1.0, .above = 0.0});
}

/// Heads and inner widths of a transformer shrink, its residual stream does not; channels of a network shrink on both
/// sides of each matrix, so that operations fall with the square of what is written.
double kept_activations(const StructuredPruning& p, const AiModel* m)
{
    if (p.activations) return *p.activations;
    if (!m || !is_transformer(*m)) return std::sqrt(p.kept);
    const double ends = 2.0 * m->hidden * (1 + (dense_width(*m) > 0 ? 1 : 0) + m->active_experts);
    return on_share(1 - ends / (matrix_values(*m) + expert_values(*m)), p.kept);
}

void prune(const StructuredPruning& p, const AiModel* m, Demand& d)
{
    const double activations = kept_activations(p, m);
    for (Kernels& k : d.kernels)
        scale(k, {.flops = p.kept, .weights = p.kept, .activations = activations, .cache = p.kept});
    for (Message& message : d.messages)
        if (message.parameters) scale(message.bytes, p.kept);
    scale(d.footprint, {p.kept, p.kept, activations, p.kept});
    scale(d.cache_per_token, p.kept);
    scale(d.checkpoint, p.kept);
}

struct UnstructuredPruning {};

void fields(Fields&, UnstructuredPruning&) {}

/// Zeros anywhere are multiplied and read as all other values are.
void mark_zeros(const UnstructuredPruning&, const AiModel*, Demand& d)
{
    change_share(d, 1, matrices_of(d), [](Kernels& k) {
        if (k.sparsity == Sparsity::none) k.sparsity = Sparsity::unstructured;
    });
}

/// NVIDIA's sparse matrix units take twice the dense peak, and reach less of it than of the dense one.
struct TwoOfFour {
    double matrices{1};
    double quality{0.7};
};

void fields(Fields& f, TwoOfFour& p)
{
    f.optional("matrices", p.matrices, "part of the matrices that is sparse", {.most = 1.0, .above = 0.0});
    f.optional("quality", p.quality,
               "reached of the sparse peak, over what is reached of the dense one; dense matrices run where the "
               "accelerator's two_of_four is 1",
               {.most = 1.0, .above = 0.0});
}

constexpr double index_bits = 2; // of each value kept [arXiv 2104.08378]

double kept_bytes(Precision p)
{
    return (1 + index_bits / bits(p)) / 2;
}

KernelTest not_backward(const Demand& d)
{
    return [matrices = matrices_of(d)](const Kernels& k) { return matrices(k) && k.stage != Stage::backward; };
}

/// What stays of weights; the rest is `zeros` for those who cannot skip them.
void thin_out(Bytes& weights, Bytes& zeros, double kept)
{
    zeros = (1 - kept) * weights;
    scale(weights, kept);
}

/// Gradients are dense: a backward pass gains nothing.
void sparsify(const TwoOfFour& p, const AiModel*, Demand& d)
{
    double bytes = 1;
    change_share(d, p.matrices, not_backward(d), [&](Kernels& k) {
        k.sparsity = Sparsity::two_of_four;
        k.sparse_quality = p.quality;
        bytes = kept_bytes(k.precision);
        thin_out(k.weights, k.zeros, bytes);
    });
    thin_out(d.footprint.weights, d.footprint.zeros, on_share(p.matrices, bytes));
}

std::optional<std::string> no_matrices(const TwoOfFour&, const Demand& d)
{
    return any(d, not_backward(d)) ? std::nullopt : std::optional<std::string>{"finds no matrices to thin out"};
}

} // namespace

TechniqueRegistry pruning_rows()
{
    return {technique_row<StructuredPruning>("structured-pruning", "whole channels, heads or neurons are left out",
                                             {prune}),
            technique_row<UnstructuredPruning>(
                "unstructured-pruning", "single weights become zero: no accelerator gains by that", {mark_zeros})};
}

TechniqueRegistry sparsity_rows()
{
    return {technique_row<TwoOfFour>("two-of-four", "two zeros in each four weights, which some accelerators skip",
                                     {sparsify, no_matrices})};
}

} // namespace dcsim
