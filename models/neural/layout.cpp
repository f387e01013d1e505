#include "models/neural/layout.h"
#include <cmath>
#include <fmt/format.h>

namespace dcsim {

namespace {

bool divides(double part, double whole)
{
    return part > 0 && std::floor(whole / part) == whole / part;
}

} // namespace

void fields(Fields& f, Layout& l)
{
    f.optional("tensor", l.tensor, "accelerators that share each matrix", {.least = 1U});
    f.optional("pipeline", l.pipeline, "stages that share the layers", {.least = 1U});
    f.optional("expert", l.expert, "data ranks that share the experts", {.least = 1U});
    f.optional("interleave", l.interleave, "parts of the model on each stage", {.least = 1U});
    f.optional("sequence_parallel", l.sequence_parallel, "normalisation is shared by the tensor ranks, too");
    f.optional("zero", l.zero, "1 shards the optimizer's state over data ranks, 2 gradients too, 3 parameters too",
               {.least = 0U, .most = 3U});
    f.word("recompute", l.recompute,
           {{"none", Recompute::none}, {"selective", Recompute::selective}, {"full", Recompute::full}},
           "what the backward pass computes again instead of keeping it");
    f.optional("fused_attention", l.fused_attention, "attention scores never reach memory");
    f.optional("overlap", l.overlap, "fraction of the data-parallel collectives that kernels hide",
               {.least = 0.0, .most = 1.0});
    f.optional("tensor_overlap", l.tensor_overlap, "fraction of the tensor ranks' collectives that kernels hide",
               {.least = 0.0, .most = 1.0});
}

void fields(Fields& f, TrainingStep& t)
{
    f.optional("batch", t.batch, "sequences per step, of all copies; absent = a micro-batch of each", {.least = 1.0});
    f.optional("sequence", t.sequence, "tokens of a sequence", {.least = 1.0});
    f.optional("micro_batch", t.micro_batch, "sequences that pass at once on one copy", {.least = 1.0});
    f.word("precision", t.precision,
           {{"fp32", Precision::fp32}, {"tf32", Precision::tf32}, {"bf16", Precision::bf16}, {"fp8", Precision::fp8}},
           "of matrix arithmetic");
    f.word("tuning", t.tuning, {{"all-parameters", Tuning::all_parameters}, {"adapters", Tuning::adapters}},
           "what is trained: everything, or low-rank adapters beside frozen matrices");
    f.optional("adapter_rank", t.adapter_rank, "of the low-rank adapters", {.least = 1.0});
    f.optional("gradients_32_bit", t.gradients_32_bit, "gradients are summed in 32 bit");
}

std::vector<Misfit> misfits(const AiModel& m, const Layout& l, const TrainingStep& t)
{
    std::vector<Misfit> all;
    if (!divides(t.micro_batch * l.data, t.batch))
        all.push_back({"batch", fmt::format("does not divide into micro-batches (it is a multiple of micro_batch times "
                                            "data, here {:g} times {})",
                                            t.micro_batch, l.data)});
    if (m.layers > 0 && !divides(l.pipeline * l.interleave, m.layers + m.encoder_layers))
        all.push_back({"pipeline", "does not divide the layers (each stage holds interleave equal parts)"});
    if (m.heads > 0 && !divides(l.tensor, m.heads))
        all.push_back({"tensor", "does not divide the heads (each rank holds whole heads)"});
    if (l.interleave > 1 && l.pipeline == 1)
        all.push_back({"interleave", "needs stages (interleaving shortens the bubble of a pipeline)"});
    if (!divides(l.expert, l.data))
        all.push_back(
            {"expert", fmt::format("does not divide the {} data ranks that experts are spread over", l.data)});
    if (l.expert > 1 && !divides(l.expert, m.experts))
        all.push_back({"expert", "does not divide the experts (each rank holds whole experts)"});
    return all;
}

double micro_batches(const Layout& l, const TrainingStep& t)
{
    return t.batch / (t.micro_batch * l.data);
}

double pipeline_bubble(const Layout& l, const TrainingStep& t)
{
    return (l.pipeline - 1.0) / (l.interleave * micro_batches(l, t));
}

} // namespace dcsim
