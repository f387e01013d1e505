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

/// Copies of a part of the model.
struct Copies {
    std::uint32_t ranks, stride;
    Bytes parameters, gradients; ///< of one copy; frozen parameters have no gradients
};

/// The sum of gradients over copies, as ZeRO splits it [arXiv 1910.02054].
void add_sum(std::vector<Message>& all, const Layout& l, const Copies& c, double micro)
{
    if (c.ranks == 1) return;
    const auto add = [&](Collective collective, Bytes bytes, double count) {
        if (bytes > Bytes{}) all.push_back({collective, bytes, c.ranks, c.stride, count, l.overlap, true});
    };
    if (l.zero == 0) return add(Collective::all_reduce, c.gradients, 1);
    // From stage 2 on no rank keeps whole gradients: those of each micro-batch are summed and shared out
    // [arXiv 2304.11277, 3.3.4].
    add(Collective::reduce_scatter, c.gradients, l.zero >= 2 ? micro : 1);
    // Under stage 3 all parameters, frozen ones too, are gathered for each forward and each backward pass, and dropped
    // after it; before, those that the optimizer has changed are once.
    if (l.zero == 3) return add(Collective::all_gather, c.parameters, 2 * micro);
    add(Collective::all_gather, c.gradients, 1);
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
    const Bytes common{(apart ? m.parameters - all_experts : m.parameters) * value / split};
    add_sum(all, l, {l.data, l.tensor, common, trained * common}, micro);
    const Bytes experts{all_experts * value / split / l.expert};
    if (apart) add_sum(all, l, {l.data / l.expert, l.tensor * l.expert, experts, trained * experts}, micro);
    return all;
}

} // namespace dcsim
