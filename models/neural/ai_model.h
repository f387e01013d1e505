#pragma once
#include "models/vocabulary/demand.h"
#include "sim/config/catalogue.h"
#include "sim/config/fields.h"
#include <cstdint>
#include <string>
#include <string_view>

namespace dcsim {

enum class Architecture : std::uint8_t {
    decoder,         ///< language model: items are tokens
    encoder,         ///< the same without a cache
    encoder_decoder, ///< each token passes one of two halves
    network,         ///< convolutions, speech, vision, policies: FLOPs and bytes per item are given
    diffusion,       ///< a network that passes many times per item
    recommendation   ///< embedding tables and a small network
};

/// What an AI model is, as far as hardware can tell. Counts of parameters are doubles: they reach beyond 2^32 and are
/// only ever multiplied.
struct AiModel {
    std::string name{"custom"};
    Architecture architecture{Architecture::decoder};
    double parameters{0};        ///< without tables of embeddings where these are given as bytes
    double active_parameters{0}; ///< per token; 0 = all
    std::string item{"token"};

    std::uint32_t layers{0}, encoder_layers{0}; ///< `layers` are those with a cache, `encoder_layers` stand before them
    std::uint32_t hidden{0}, heads{0}, kv_heads{0}; ///< kv_heads 0 = as many as heads
    std::uint32_t head_size{0};                     ///< 0 = hidden / heads
    std::uint32_t latent{0};                        ///< cached values per token and layer instead of keys and values
    std::uint32_t vocabulary{0};
    bool gated{false}; ///< three matrices in the feed-forward part instead of two
    std::uint32_t experts{0}, active_experts{0};

    Flops forward{};             ///< per item and pass; 0 = 2 FLOP per active parameter
    Bytes activations{};         ///< 16 bit, read and written per item in a forward pass of a network
    double kernels{0};           ///< of a forward pass of a network
    Flops attention{};           ///< of scores and their sums in a pass of a network, beside `forward`
    double attention_quality{1}; ///< fraction of peak that they reach, over that of matrices with parameters
    double passes{1};            ///< per step, 2 with guidance
    double steps{1};             ///< per item

    std::uint32_t lookups{0}, row_width{0}; ///< of embedding tables, per item
    Bytes embedding{};                      ///< of all tables, in 32 bit
    Bytes input{};                          ///< of an item, read from storage
    Seconds core_time{};                    ///< of processor cores per item, to prepare or to act
    std::uint32_t era{0};                   ///< year of publication
};

void fields(Fields& f, AiModel& m);
/// `key = "row of the catalogue"` or a table `key = { preset = ..., layers = ..., ... }`.
void model_field(Fields& f, std::string_view key, AiModel& m, std::string_view meaning);

/// A row of the catalogue by its name; throws ConfigError where there is none or it does not read.
AiModel catalogue_model(const Catalogue& catalogue, const std::string& name);

bool is_transformer(const AiModel& m);
double all_layers(const AiModel& m); ///< of both halves
double active_parameters(const AiModel& m);
/// Of one expert, over all layers: the total less the active ones is what inactive experts hold.
double expert_parameters(const AiModel& m);
/// Of all that every token passes: attention, norms, embeddings, shared experts.
double dense_parameters(const AiModel& m);
std::uint32_t kv_heads(const AiModel& m);
/// Heads times their size.
double attention_width(const AiModel& m);
double attention_parameters_per_layer(const AiModel& m);
/// Inner width of the feed-forward part that one token passes, all active experts together.
double feed_forward_width(const AiModel& m);

/// FLOP of matrices with parameters, forward, per item and pass: 2 N [arXiv 2001.08361].
Flops matrix_flops(const AiModel& m);
/// FLOP of attention scores and their sums, forward, per token over `context` tokens: 4 L T d [arXiv 2204.02311].
Flops attention_flops(const AiModel& m, double context);
/// Keys and values of one token in all layers.
Bytes cache_per_token(const AiModel& m, double bytes_per_value);

double bytes_per_value(Precision p);

} // namespace dcsim
