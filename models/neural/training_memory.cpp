#include "models/neural/block.h"
#include "models/neural/transformer.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr double value = 2; // bytes of a kept activation at 16 bit

/// Bytes that one layer keeps per token, of a plain transformer s b h (34 + 5 a s / h): two norms 4 h, attention 11 h
/// and 5 a s, feed-forward 19 h. Gated parts keep both factors and their product instead of input and output of the
/// activation, and have no dropout masks.
struct Kept {
    double replicated, shared, scores;
};

Kept kept_by_layer(const AiModel& m, const Layout& l, const TrainingStep& t)
{
    const double h = m.hidden, queries = attention_width(m), width = feed_forward_width(m);
    const double masks = m.gated ? 0 : 2 * h;
    const double inputs = 2 * value * h;                              // of both norms
    const double entries = 2 * value * h;                             // of attention and feed-forward part
    const double attention = value * queries * (2 + 2 * kv_share(m)); // queries, keys, values, input of the projection
    const double inner = (m.gated ? 3 : 2) * value * width;
    const double scores = l.fused_attention ? 0 : 5 * m.heads * t.sequence; // softmax, its mask and what follows it
    return {inputs + entries + masks, attention + inner, scores};
}

double per_token(const AiModel& m, const Layout& l, const TrainingStep& t)
{
    const Kept k = kept_by_layer(m, l, t);
    const double tensor = l.tensor, sequence = l.sequence_parallel ? tensor : 1;
    const double scores = l.recompute == Recompute::none ? k.scores / tensor : 0;
    return k.replicated / sequence + k.shared / tensor + scores;
}

/// Scores of all words in 32 bit, 4 s b v, which the loss is taken from; tensor ranks share them, and of several stages
/// the last has them [arXiv 2205.05198, section 4.3].
Bytes word_scores(const AiModel& m, const Layout& l, const TrainingStep& t)
{
    return Bytes{4 * t.sequence * t.micro_batch * predicted_fraction(m) * m.vocabulary / l.tensor};
}

/// Of a stage with so many micro-batches in flight, without what the loss needs: what all its layers keep, and what the
/// one that is computed again takes besides.
struct StageKeeps {
    Bytes layers, again;
};

StageKeeps kept_by_stage(const AiModel& m, const Layout& l, const TrainingStep& t, double in_flight)
{
    const double tokens = t.sequence * t.micro_batch, layers = all_layers(m) / l.pipeline * in_flight;
    const double sixteen_bit = bytes_per_value(t.precision) > value ? bytes_per_value(t.precision) / value : 1;
    if (l.recompute != Recompute::full) return {Bytes{layers * tokens * per_token(m, l, t) * sixteen_bit}, {}};
    Layout all = l;
    all.recompute = Recompute::none;
    const double inputs = value * m.hidden / (l.sequence_parallel ? l.tensor : 1);
    return {Bytes{layers * tokens * inputs * sixteen_bit}, Bytes{tokens * per_token(m, all, t) * sixteen_bit}};
}

} // namespace

/// The first stage has the most micro-batches in flight, the last one the scores of words. Under full recomputation
/// these are gone before a layer is computed again.
Footprint kept_activations(const AiModel& m, const Layout& l, const TrainingStep& t)
{
    const double interleaved = l.interleave > 1 ? 1 + (l.pipeline - 1.0) / (l.pipeline * double(l.interleave)) : 1;
    const double most = std::min(double(l.pipeline), micro_batches(l, t));
    const StageKeeps first = kept_by_stage(m, l, t, most * interleaved), last = kept_by_stage(m, l, t, 1);
    return {.activations = first.layers + first.again, .logits = word_scores(m, l, t), .beside_logits = last.layers};
}

StateBytes state_per_parameter(const TrainingStep& t)
{
    if (bytes_per_value(t.precision) > value) return {4, 4, 8};
    return {2, t.gradients_32_bit ? 4.0 : 2.0, 12};
}

} // namespace dcsim
