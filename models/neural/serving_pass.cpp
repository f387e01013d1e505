#include "models/neural/block.h"
#include "models/neural/transformer.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

constexpr double launches_of_attention_part = 2; // queries, keys and values together; output
constexpr double launches_of_feed_forward = 2;   // in (both gates together), out
constexpr double element_launches = 5;           // two norms, rotation, write to the cache, activation
constexpr double query_tile = 128;               // queries that share a read of keys and values [arXiv 2307.08691]

/// All that the classes of one pass share.
struct Pass {
    const AiModel& m;
    const ServingLayout& l;
    const ServingBatch& b;
    double tokens, value; ///< bytes of an activation
    Stage stage;

    double layers() const { return all_layers(m); }
    /// Over 2 FLOP per parameter, where the model's row states its own count.
    double flops_factor() const { return matrix_flops(m).si() / (2 * active_parameters(m)); }
    Kernels kernels() const { return {.stage = stage, .precision = l.precision}; }
};

Kernels dense_matrices(const Pass& p)
{
    const double table = vocabulary_parameters(p.m);
    const double asking = p.m.architecture == Architecture::encoder ? p.tokens : p.b.sequences + p.b.prompt_sequences;
    const double rest = dense_parameters(p.m) - table;
    const double halves = p.m.architecture == Architecture::encoder_decoder ? 0.5 : 1;
    Kernels k = p.kernels();
    k.flops = Flops{2 * p.flops_factor() * (rest * p.tokens + table * asking)};
    k.weights = Bytes{dense_parameters(p.m) * bytes_per_value(p.l.precision)};
    k.activations = Bytes{halves * p.layers() * p.tokens * matrix_values(p.m) * p.value};
    const double per_layer = launches_of_attention_part + (dense_width(p.m) > 0 ? launches_of_feed_forward : 0);
    k.launches = p.layers() * per_layer + 1;
    return k;
}

Kernels expert_matrices(const Pass& p)
{
    Kernels k = p.kernels();
    k.flops = Flops{2 * p.m.active_experts * expert_parameters(p.m) * p.tokens};
    k.weights = Bytes{experts_hit(p.m, p.tokens) * expert_parameters(p.m) * bytes_per_value(p.l.precision)};
    k.activations = Bytes{p.layers() * p.tokens * expert_values(p.m) * p.value};
    k.launches = p.layers() * (1 + launches_of_feed_forward); // the router, too
    k.memory_quality = p.l.expert_bandwidth;
    return k;
}

Kernels attention(const Pass& p)
{
    Kernels k = p.kernels();
    if (k.precision != Precision::fp32 && k.precision != Precision::tf32) k.precision = Precision::bf16;
    k.flops = p.b.sequences * attention_flops(p.m, p.b.context + 1) +
              p.b.prompt_tokens * attention_flops(p.m, p.b.prompt_context);
    const Bytes one = cache_per_token(p.m, p.value);
    k.cache = (p.tokens + p.b.sequences * p.b.context + p.b.prompt_tokens * p.b.prompt_context / query_tile) * one;
    k.activations = Bytes{p.layers() * p.tokens * 2 * attention_width(p.m) * p.value};
    k.launches = p.l.graphs ? 0 : p.layers();
    return k;
}

/// Norms with the residual stream run on every tensor rank, the rest is shared by them.
Kernels element_wise(const Pass& p)
{
    const double norms = 2 * 4 * p.m.hidden; // read the stream and what is added, write the stream and its norm
    const double rotation = 2 * attention_width(p.m) * (1 + kv_share(p.m));
    const double activation = (p.m.gated ? 3 : 2) * feed_forward_width(p.m);
    Kernels k{.stage = p.stage, .precision = Precision::bf16};
    k.activations = Bytes{p.layers() * p.tokens * (p.l.tensor * norms + rotation + activation) * p.value};
    k.launches = p.l.graphs ? 0 : p.layers() * element_launches;
    return k;
}

void add_messages(Demand& d, const Pass& p)
{
    if (p.l.tensor == 1) return;
    const bool exchange = p.m.experts > 0 && p.l.expert_parallel;
    const Bytes stream{p.tokens * p.m.hidden * p.value};
    d.messages.push_back({Collective::all_reduce, stream, p.l.tensor, 1, (exchange ? 1 : 2) * p.layers(), 0});
    if (exchange)
        d.messages.push_back(
            {Collective::all_to_all, stream * p.m.active_experts / p.l.tensor, p.l.tensor, 1, 2 * p.layers(), 0});
}

/// Of one accelerator. Layers run one after the other: only the widest values of one layer live at once.
Footprint footprint(const Pass& p)
{
    const double tables = (p.b.sequences + p.b.prompt_sequences) * p.m.vocabulary * 4; // scores in 32 bit
    const double live = p.tokens * (4.0 * p.m.hidden + (matrix_values(p.m) + expert_values(p.m)) / p.l.tensor);
    const double held = p.b.sequences * (p.b.context + 1) + p.b.prompt_tokens;
    return {.weights = Bytes{p.m.parameters * bytes_per_value(p.l.precision) / p.l.tensor},
            .optimizer = {},
            .activations = Bytes{live * p.value},
            .cache = held * cache_per_token(p.m, p.value) / p.l.tensor,
            .logits = Bytes{tables / p.l.tensor},
            .beside_logits = Bytes{live * p.value}};
}

} // namespace

double experts_hit(const AiModel& m, double tokens)
{
    if (m.experts == 0 || tokens <= 0) return 0;
    return m.experts * -std::expm1(tokens * std::log1p(-double(m.active_experts) / m.experts));
}

Demand serving_pass(const AiModel& m, const ServingLayout& l, const ServingBatch& b)
{
    require(is_transformer(m), "a pass of tokens is one of a transformer");
    const double tokens = b.sequences + b.prompt_tokens;
    const double value = std::max(2.0, bytes_per_value(l.precision));
    const Pass p{m, l, b, tokens, value, b.sequences > 0 ? Stage::decode : Stage::prefill};
    Demand d;
    d.kernels = {dense_matrices(p), attention(p), element_wise(p)};
    if (m.experts > 0) d.kernels.insert(d.kernels.begin() + 1, expert_matrices(p));
    add_messages(d, p);
    d.footprint = footprint(p);
    d.cache_per_token = cache_per_token(m, value);
    d.core_time = tokens * m.core_time;
    return d;
}

Demand prefill(const AiModel& m, const ServingLayout& l, double sequences, double tokens)
{
    // An encoder's tokens attend to all, a decoder's to those before them.
    const double context = m.architecture == Architecture::encoder ? tokens : (tokens + 1) / 2;
    return serving_pass(m, l,
                        {.sequences = 0,
                         .context = 0,
                         .prompt_tokens = sequences * tokens,
                         .prompt_context = context,
                         .prompt_sequences = sequences});
}

Demand decode(const AiModel& m, const ServingLayout& l, double sequences, double context)
{
    return serving_pass(m, l, {.sequences = sequences, .context = context});
}

} // namespace dcsim
