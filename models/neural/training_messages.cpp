#include "models/neural/training_messages.h"
#include "models/neural/block.h"
#include <algorithm>

namespace dcsim {

namespace {

/// Of one rank in one micro-batch.
struct Volumes {
    Bytes stream; ///< the residual stream, b s h
    double value; ///< bytes of an activation
    double layers, micro;
    double stretch; ///< by the bubble: stages wait for each other's collectives as for each other's kernels
};

void add_tensor(std::vector<Message>& all, const Layout& l, const Volumes& v)
{
    if (l.tensor == 1) return;
    const double per_layer = l.recompute == Recompute::full ? 6 : 4;
    const double count = per_layer * v.layers * v.micro * v.stretch;
    if (!l.sequence_parallel) {
        all.push_back({Collective::all_reduce, v.stream, l.tensor, 1, count, l.tensor_overlap});
        return;
    }
    // Inputs that were kept in parts are gathered once more for the gradients of matrices [arXiv 2205.05198, 4.2.2; the
    // backward pass of its table 4 gains nothing from shared normalisation].
    const double again = 2 * v.layers * v.micro * v.stretch;
    all.push_back({Collective::reduce_scatter, v.stream, l.tensor, 1, count, l.tensor_overlap});
    all.push_back({Collective::all_gather, v.stream, l.tensor, 1, count + again, l.tensor_overlap});
}

void add_pipeline(std::vector<Message>& all, const Layout& l, const Volumes& v)
{
    if (l.pipeline == 1) return;
    const double sends = 2 * v.micro * l.interleave; // forward and backward
    all.push_back({Collective::point_to_point, v.stream / l.tensor, 2, l.tensor * l.data, sends, 0});
}

void add_experts(std::vector<Message>& all, const AiModel& m, const Layout& l, const Volumes& v)
{
    if (l.expert == 1) return;
    const double exchanges = l.recompute == Recompute::full ? 6 : 4;
    const Bytes sent = v.stream * m.active_experts / (l.sequence_parallel ? l.tensor : 1);
    all.push_back({Collective::all_to_all, sent, l.expert, l.tensor, exchanges * v.layers * v.micro * v.stretch, 0});
}

/// The sum of gradients over `ranks` copies, as ZeRO splits it.
void add_sum(std::vector<Message>& all, const Layout& l, Bytes gradients, std::uint32_t ranks, std::uint32_t stride,
             double micro)
{
    if (ranks == 1 || gradients <= Bytes{}) return;
    if (l.zero == 0) {
        all.push_back({Collective::all_reduce, gradients, ranks, stride, 1, l.overlap, true});
        return;
    }
    // Under stage 3 parameters are gathered for each forward and each backward pass, and dropped after it.
    const double gathers = l.zero == 3 ? 2 * micro : 1;
    all.push_back({Collective::reduce_scatter, gradients, ranks, stride, 1, l.overlap, true});
    all.push_back({Collective::all_gather, gradients, ranks, stride, gathers, l.overlap, true});
}

} // namespace

double trained_parameters(const AiModel& m, const TrainingStep& t)
{
    if (t.tuning == Tuning::all_parameters) return m.parameters;
    // A matrix of i x o gets one of i x r and one of r x o.
    return t.adapter_rank * all_layers(m) * (matrix_values(m) + expert_values(m));
}

std::vector<Message> training_messages(const AiModel& m, const Layout& l, const TrainingStep& t)
{
    const double value = std::max(2.0, bytes_per_value(t.precision)), micro = micro_batches(l, t);
    const Volumes v{Bytes{t.micro_batch * t.sequence * m.hidden * value}, value, all_layers(m) / l.pipeline, micro,
                    1 + pipeline_bubble(l, t)};
    std::vector<Message> all;
    add_tensor(all, l, v);
    add_pipeline(all, l, v);
    add_experts(all, m, l, v);
    const double split = double(l.tensor) * l.pipeline;
    const double all_experts = m.experts * expert_parameters(m);
    const double trained = trained_parameters(m, t) / m.parameters;
    const bool apart = l.expert > 1;
    const double common = trained * (apart ? m.parameters - all_experts : m.parameters);
    add_sum(all, l, Bytes{common * value / split}, l.data, l.tensor, micro);
    if (apart)
        add_sum(all, l, Bytes{trained * all_experts * value / split / l.expert}, l.data / l.expert, l.tensor * l.expert,
                micro);
    return all;
}

} // namespace dcsim
