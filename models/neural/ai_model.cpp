#include "models/neural/ai_model.h"
#include "sim/config/visit.h"
#include <algorithm>

namespace dcsim {

namespace {

void shape_fields(Fields& f, AiModel& m)
{
    f.optional("layers", m.layers, "layers of a decoder, or of an encoder alone");
    f.optional("encoder_layers", m.encoder_layers, "layers of an encoder before the decoder");
    f.optional("hidden", m.hidden, "width of the residual stream");
    f.optional("heads", m.heads, "attention heads");
    f.optional("kv_heads", m.kv_heads, "heads with keys and values; 0 = as many as heads");
    f.optional("head_size", m.head_size, "0 = hidden / heads; the mean of query and value where they differ");
    f.optional("latent", m.latent, "cached values per token and layer, where keys and values are compressed");
    f.optional("vocabulary", m.vocabulary, "rows of the embedding of tokens");
    f.optional("gated", m.gated, "the feed-forward part has three matrices instead of two");
    f.optional("experts", m.experts, "experts of each layer that a router chooses from; 0 = dense");
    f.optional("active_experts", m.active_experts, "experts that the router chooses for a token");
}

void network_fields(Fields& f, AiModel& m)
{
    f.optional("forward", m.forward, "operations per item and pass; 0 = 2 per active parameter", {.least = Flops{}});
    f.optional("activations", m.activations, "read and written per item in a forward pass at 16 bit",
               {.least = Bytes{}});
    f.optional("kernels", m.kernels, "kernels of a forward pass; 0 = not counted", {.least = 0.0});
    f.optional("attention", m.attention, "operations of attention scores and their sums in a pass, beside forward",
               {.least = Flops{}});
    f.optional("attention_quality", m.attention_quality,
               "fraction of peak that attention reaches, over that of matrices with parameters",
               {.least = 0.05, .most = 2.0});
    f.optional("passes", m.passes, "passes per step, 2 with guidance", {.least = 1.0});
    f.optional("steps", m.steps, "steps per item", {.least = 1.0});
    f.optional("lookups", m.lookups, "rows of embedding tables that an item reads");
    f.optional("row_width", m.row_width, "values in a row of an embedding table");
    f.optional("embedding", m.embedding, "size of all embedding tables at 32 bit", {.least = Bytes{}});
    f.optional("input", m.input, "size of an item as it is read from storage", {.least = Bytes{}});
    f.optional("core_time", m.core_time, "of processor cores per item, to prepare it or to act", {.least = Seconds{}});
}

void check_shape(Fields& f, const AiModel& m)
{
    if (m.attention > Flops{} && m.architecture != Architecture::network && m.architecture != Architecture::diffusion)
        f.problem("attention", "has no meaning for this architecture (a transformer's follows from its shape)");
    if (is_transformer(m) && (m.layers == 0 || m.hidden == 0 || m.heads == 0))
        f.problem("layers", "is not enough to tell the shape (a transformer needs layers, hidden and heads)");
    if (m.active_experts > m.experts || (m.experts > 0 && m.active_experts == 0))
        f.problem("active_experts", "does not fit experts (a router chooses at least one of them)");
    if (m.experts > 0 && m.active_parameters <= 0)
        f.problem("active_parameters", "is missing (experts differ in nothing else from a dense model)");
    if (m.active_parameters > m.parameters)
        f.problem("active_parameters", "is more than parameters (a token passes a part of the model)");
    if (m.experts > 0 && m.active_parameters > 0 && dense_parameters(m) < 0)
        f.problem("active_parameters", "leaves nothing outside the experts (experts hold parameters - active ones)");
}

} // namespace

void fields(Fields& f, AiModel& m)
{
    if (const std::string row = f.preset("preset", "model", "model of the catalogue; its values can be set beside it");
        !row.empty())
        m.name = row;
    f.word("architecture", m.architecture,
           {{"decoder", Architecture::decoder},
            {"encoder", Architecture::encoder},
            {"encoder-decoder", Architecture::encoder_decoder},
            {"network", Architecture::network},
            {"diffusion", Architecture::diffusion},
            {"recommendation", Architecture::recommendation}},
           "what the model is built of");
    f.required("parameters", m.parameters, "number of parameters", {.above = 0.0});
    f.optional("active_parameters", m.active_parameters, "parameters that one token passes; 0 = all", {.least = 0.0});
    f.optional("item", m.item, "what is counted: token, image, utterance, record, frame");
    shape_fields(f, m);
    network_fields(f, m);
    f.optional("era", m.era, "year of publication");
    check_shape(f, m);
}

void model_field(Fields& f, std::string_view key, AiModel& m, std::string_view meaning)
{
    f.shorthand(key, "preset");
    f.table(key, meaning, [&](Fields& table) { fields(table, m); });
}

AiModel catalogue_model(const Catalogue& catalogue, const std::string& name)
{
    Tree asked;
    asked.set("model", Tree{name, {}});
    AiModel model;
    std::vector<Problem> problems;
    visit_tree(asked, catalogue, problems, [&](Fields& f) { model_field(f, "model", model, "the one asked for"); });
    if (!problems.empty()) throw ConfigError{problems};
    return model;
}

bool is_transformer(const AiModel& m)
{
    return m.architecture == Architecture::decoder || m.architecture == Architecture::encoder ||
           m.architecture == Architecture::encoder_decoder;
}

double all_layers(const AiModel& m)
{
    return double(m.layers) + m.encoder_layers;
}

double active_parameters(const AiModel& m)
{
    return m.active_parameters > 0 ? m.active_parameters : m.parameters;
}

double expert_parameters(const AiModel& m)
{
    return m.experts > m.active_experts ? (m.parameters - active_parameters(m)) / (m.experts - m.active_experts) : 0;
}

double dense_parameters(const AiModel& m)
{
    return m.parameters - m.experts * expert_parameters(m);
}

std::uint32_t kv_heads(const AiModel& m)
{
    return m.kv_heads > 0 ? m.kv_heads : m.heads;
}

double attention_width(const AiModel& m)
{
    return m.head_size > 0 ? double(m.head_size) * m.heads : double(m.hidden);
}

double attention_parameters_per_layer(const AiModel& m)
{
    if (m.heads == 0) return 0;
    const double width = attention_width(m);
    if (m.latent > 0) // keys, values and queries are brought up from a compressed form of about one size
        return m.hidden * (width + m.latent) + 3 * m.latent * width;
    return m.hidden * (2 * width + 2 * width * kv_heads(m) / m.heads);
}

double feed_forward_width(const AiModel& m)
{
    const double layers = std::max(1.0, all_layers(m));
    const double tables = double(m.vocabulary) * m.hidden;
    const double per_layer = (active_parameters(m) - tables) / layers - attention_parameters_per_layer(m);
    return std::max(0.0, per_layer / ((m.gated ? 3 : 2) * std::max(1.0, double(m.hidden))));
}

Flops matrix_flops(const AiModel& m)
{
    return m.forward > Flops{} ? m.forward : Flops{2 * active_parameters(m)};
}

Flops attention_flops(const AiModel& m, double context)
{
    // In an encoder-decoder each token passes one half.
    const double layers =
        m.architecture == Architecture::encoder_decoder ? (m.layers + m.encoder_layers) / 2.0 : double(m.layers);
    return Flops{4 * layers * context * attention_width(m)};
}

Bytes cache_per_token(const AiModel& m, double bytes_per_value)
{
    if (m.architecture == Architecture::encoder || m.heads == 0) return {};
    const double values = m.latent > 0 ? m.latent : 2 * attention_width(m) * kv_heads(m) / m.heads;
    return Bytes{m.layers * values * bytes_per_value};
}

double bytes_per_value(Precision p)
{
    switch (p) {
    case Precision::fp32:
    case Precision::tf32: return 4;
    case Precision::bf16: return 2;
    case Precision::fp8:
    case Precision::int8: return 1;
    case Precision::int4:
    case Precision::fp4: return 0.5;
    case Precision::count: break;
    }
    throw LogicError{"a precision"};
}

} // namespace dcsim
