#include "models/neural/block.h"
#include "models/neural/training_messages.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr double matrix_launches = 4;  // of a layer, forward: queries, keys and values; projection; in; out
constexpr double element_launches = 6; // of a layer, forward: two norms, two sums, activation, reordering of heads
constexpr double bias_launches = 4;    // of a layer, backward, where matrices have biases
constexpr double score_launches = 2;   // softmax, dropout, where attention is not fused
constexpr double row_touches = 5;      // of a token: rows are looked up and their gradients added
constexpr double loss_bytes = 16;      // per token and word: scores in 32 bit read and written, forward and backward

/// All that the classes of one step share. Work is that of the gang, launches those of one accelerator.
struct Step {
    const AiModel& m;
    const Layout& l;
    const TrainingStep& t;
    double tokens, layers, micro, value;

    double again() const { return l.recompute == Recompute::full ? 1 : 0; }
    double scores_again() const { return l.recompute == Recompute::none ? 0 : 1; }
    double layer_passes() const { return layers / l.pipeline * micro; } ///< of one accelerator
    bool eight_bit() const { return t.precision == Precision::fp8; }
    /// Matrices of layers alone run in 8 bit; attention and the scores of words stay at 16.
    Precision beside_layers() const { return eight_bit() ? Precision::bf16 : t.precision; }
    Kernels kernels(Stage stage) const { return {.stage = stage, .precision = t.precision}; }
    Kernels kernels_beside_layers(Stage stage) const { return {.stage = stage, .precision = beside_layers()}; }
};

/// The matrix that asks for the next word, over all that a token passes.
double table_share(const Step& s)
{
    return vocabulary_parameters(s.m) / active_parameters(s.m);
}

/// Parameters that all ranks together read in one pass of all micro-batches.
double parameters_read(const Step& s)
{
    const double group_tokens = s.t.micro_batch * s.t.sequence * s.l.expert;
    const double experts = experts_hit(s.m, group_tokens) * expert_parameters(s.m) / s.l.expert;
    return s.micro * s.l.data * (dense_parameters(s.m) + experts);
}

Kernels matrices_forward(const Step& s)
{
    const double passes = 1 + s.again() * (1 - table_share(s));
    Kernels k = s.kernels(Stage::forward);
    k.flops = passes * s.tokens * matrix_flops(s.m);
    k.repeated = 1 - 1 / passes;
    k.weights = Bytes{passes * parameters_read(s) * bytes_per_value(s.t.precision)};
    k.activations = Bytes{passes * s.layers * s.tokens * (matrix_values(s.m) + expert_values(s.m)) * s.value};
    k.launches = (1 + s.again()) * s.layer_passes() * matrix_launches;
    return k;
}

/// Gradients of the inputs, and unless the matrices are frozen of the parameters, added to those of earlier
/// micro-batches.
Kernels matrices_backward(const Step& s)
{
    const bool frozen = s.t.tuning == Tuning::adapters;
    const double gradients = frozen ? 0 : state_per_parameter(s.t).gradients * (s.micro > 1 ? 2 : 1);
    const double passes = frozen ? 1 : 2;
    Kernels k = s.kernels(Stage::backward);
    k.flops = passes * s.tokens * matrix_flops(s.m);
    k.weights = Bytes{parameters_read(s) * (bytes_per_value(s.t.precision) + gradients)};
    k.activations = Bytes{passes * s.layers * s.tokens * (matrix_values(s.m) + expert_values(s.m)) * s.value};
    k.launches = passes * s.layer_passes() * matrix_launches;
    return k;
}

/// Moves the scores of words, which pass once whatever is computed again, from `matrices` to a class at 16 bit:
/// `products` of the table, which is read once for them. Its gradients stay where those of all parameters are summed.
Kernels split_word_scores(const Step& s, Kernels& matrices, double products)
{
    const double words = products * s.tokens * matrix_flops(s.m).si() * table_share(s);
    const double once = vocabulary_parameters(s.m) * s.micro * s.l.data;
    Kernels k = s.kernels_beside_layers(matrices.stage);
    k.flops = Flops{words};
    k.weights = Bytes{once * bytes_per_value(k.precision)};
    k.launches = products * s.micro;
    matrices.repeated *= matrices.flops.si() / (matrices.flops.si() - words);
    matrices.flops -= k.flops;
    matrices.weights -= Bytes{once * bytes_per_value(matrices.precision)};
    return k;
}

/// What matrices in 8 bit ask for besides: values of 16 bit are read and written in 8, as they are, and transposed
/// where gradients of the matrices are taken, which multiply by the other side. Norms write the inputs of two matrices
/// so at once; the other two, the gradients behind all four, and once per step the weights, both ways, are converted by
/// kernels of their own [Transformer Engine].
Kernels conversions(const Step& s)
{
    const double gate = s.m.gated ? 2 : 1, width = feed_forward_width(s.m), heads = attention_width(s.m);
    const double inputs = (1 + s.again()) * (heads + width);
    const double gradients = heads * (1 + 2 * kv_share(s.m)) + 2.0 * s.m.hidden + gate * width;
    const double of_value = s.t.tuning == Tuning::adapters ? 2 + 1 : 2 + 1 + 1;
    constexpr double of_weight = 2 + 1 + 1, inputs_apart = 2, gradients_apart = 4;
    Kernels k = s.kernels(Stage::other);
    k.activations = Bytes{of_value * s.layers * s.tokens * (inputs + gradients)};
    k.weights = Bytes{of_weight * (parameters_read(s) / s.micro - s.l.data * vocabulary_parameters(s.m))};
    k.launches = s.layer_passes() * ((1 + s.again()) * inputs_apart + gradients_apart) + s.layers / s.l.pipeline;
    return k;
}

/// Two products; where scores reach memory they are written by the first and read by the second.
Kernels attention(const Step& s, Stage stage, double passes, double again = 0)
{
    const double scores = s.l.fused_attention ? 0 : 2 * s.m.heads * s.t.sequence;
    const double ends = 2 * attention_width(s.m) * (1 + kv_share(s.m));
    Kernels k = s.kernels_beside_layers(stage);
    k.flops = passes * s.tokens * attention_flops(s.m, s.t.sequence);
    k.repeated = again / passes;
    k.activations = Bytes{passes * s.layers * s.tokens * (scores + ends) * s.value};
    k.launches = passes * s.layer_passes() * (s.l.fused_attention ? 1 : 2);
    return k;
}

/// Bytes of a token in a layer at 16 bit. What tensor ranks do not share runs on each of them.
struct Traffic {
    double replicated, shared, scores;
};

/// Norms read and write the stream; sums read two and write one; dropout, where there is any, writes a mask, too.
Traffic forward_traffic(const Step& s)
{
    const double h = s.m.hidden, width = feed_forward_width(s.m);
    const double rotation = s.m.gated ? 4 * attention_width(s.m) * (1 + kv_share(s.m)) : 0;
    return {(s.m.gated ? 20 : 22) * h, (s.m.gated ? 6 : 4) * width + rotation, 9 * s.m.heads * s.t.sequence};
}

/// Norms read the stream and its gradient and write one; activations the same. Gradients of biases, which gated models
/// lack, read what leaves each matrix.
Traffic backward_traffic(const Step& s)
{
    const double h = s.m.hidden, width = feed_forward_width(s.m);
    const double biases = s.m.gated ? 0 : 2 * (width + attention_width(s.m) * (1 + 2 * kv_share(s.m)));
    const double rotation = s.m.gated ? 4 * attention_width(s.m) * (1 + kv_share(s.m)) : 0;
    return {(s.m.gated ? 24 : 38) * h, (s.m.gated ? 10 : 6) * width + rotation + biases, 11 * s.m.heads * s.t.sequence};
}

Kernels element_wise(const Step& s, Stage stage)
{
    const bool forward = stage == Stage::forward;
    const Traffic traffic = forward ? forward_traffic(s) : backward_traffic(s);
    const double replicas = s.l.sequence_parallel ? 1 : s.l.tensor;
    const double passes = 1 + (forward ? s.again() : 0), score_passes = 1 + (forward ? s.scores_again() : 0);
    const double scores = s.l.fused_attention ? 0 : score_passes * traffic.scores;
    Kernels k = s.kernels(stage);
    k.activations =
        Bytes{s.layers * s.tokens * (passes * (replicas * traffic.replicated + traffic.shared) + scores) * s.value / 2};
    const double biases = forward || s.m.gated ? 0 : bias_launches;
    k.launches = passes * s.layer_passes() * (element_launches + biases + (s.l.fused_attention ? 0 : score_launches));
    return k;
}

Kernels embedding(const Step& s)
{
    Kernels k = s.kernels(Stage::other);
    k.activations = Bytes{s.tokens * row_touches * s.m.hidden * s.value};
    k.logits = s.tokens * logit_bytes(s.m);
    k.launches = 4 * s.micro;
    return k;
}

/// Adam reads gradients, reads and writes two moments and 32-bit weights, and writes 16-bit weights. Before, the norm
/// of the gradients is taken, and they are clipped; after, they are cleared.
Kernels optimizer(const Step& s)
{
    const StateBytes b = state_per_parameter(s.t);
    const double copies = s.l.zero > 0 ? 1 : s.l.data;
    const double experts = s.m.experts * expert_parameters(s.m) * (copies > 1 ? copies / s.l.expert : 1);
    const double held = copies * dense_parameters(s.m) + experts;
    Kernels k = s.kernels(Stage::optimizer);
    k.weights = Bytes{held * trained_parameters(s.m, s.t) / s.m.parameters *
                      (5 * b.gradients + 2 * b.optimizer + (b.optimizer > 8 ? 1 : 2) * b.weights)};
    k.launches = s.layers / s.l.pipeline;
    return k;
}

/// Of the accelerator with the first stage, which holds the table of tokens, too.
Footprint footprint(const Step& s)
{
    const double table = vocabulary_parameters(s.m), experts = s.m.experts * expert_parameters(s.m);
    const double of_stage = (dense_parameters(s.m) - table + experts / s.l.expert) / s.l.pipeline + table;
    const double parameters = of_stage / s.l.tensor;
    const double trained = parameters * trained_parameters(s.m, s.t) / s.m.parameters;
    const StateBytes b = state_per_parameter(s.t);
    const double ranks = s.l.data;
    const auto shard = [&](std::uint32_t stage) { return s.l.zero >= stage ? ranks : 1; };
    Footprint f = kept_activations(s.m, s.l, s.t);
    f.weights = Bytes{parameters * b.weights / shard(3)};
    f.optimizer = Bytes{trained * (b.gradients / shard(2) + b.optimizer / shard(1))};
    return f;
}

} // namespace

Bytes logit_bytes(const AiModel& m)
{
    return Bytes{predicted_fraction(m) * loss_bytes * m.vocabulary};
}

Demand training_step(const AiModel& m, const Layout& l, const TrainingStep& t)
{
    require(is_transformer(m), "a step over sequences is one of a transformer");
    const Step s{
        m, l, t, t.batch * t.sequence, all_layers(m), micro_batches(l, t), std::max(2.0, bytes_per_value(t.precision))};
    Demand d;
    d.kernels = {matrices_forward(s),
                 matrices_backward(s),
                 attention(s, Stage::forward, 1 + s.scores_again(), s.scores_again()),
                 attention(s, Stage::backward, 2),
                 element_wise(s, Stage::forward),
                 element_wise(s, Stage::backward),
                 embedding(s),
                 optimizer(s)};
    if (s.eight_bit()) {
        const bool frozen = t.tuning == Tuning::adapters;
        d.kernels.push_back(split_word_scores(s, d.kernels[0], 1));
        d.kernels.push_back(split_word_scores(s, d.kernels[1], frozen ? 1 : 2));
        d.kernels.push_back(conversions(s));
    }
    d.messages = training_messages(m, l, t);
    d.pipeline_bubble = pipeline_bubble(l, t);
    d.core_time = s.tokens * m.core_time;
    d.feed = Bytes{s.tokens * 4}; // numbers of tokens
    d.footprint = footprint(s);
    const StateBytes b = state_per_parameter(t);
    d.checkpoint = Bytes{trained_parameters(m, t) * (b.weights + b.optimizer)};
    return d;
}

} // namespace dcsim
