#pragma once
#include "models/neural/layout.h"

/// What transformers ask of hardware. Pure functions of the model's shape and of how it is run.
namespace dcsim {

/// One optimizer step on the accelerators of the layout.
///
/// FLOPs are 6 N + 12 L T d per token, and what is recomputed [arXiv 2204.02311]; a frozen model under adapters saves
/// the gradients of its matrices, 4 N. Collectives: each tensor rank 4 all-reduces of b s h per layer and micro-batch,
/// 2 more with full recomputation; sends between stages; one sum of gradients over data ranks, from ZeRO stage 2
/// on after each micro-batch, under stage 3 with parameters gathered twice per micro-batch; two exchanges forward and
/// two backward for each layer of experts. Waiting in the pipeline's bubble stretches the tensor ranks' collectives as
/// it stretches kernels.
Demand training_step(const AiModel& m, const Layout& l, const TrainingStep& t);

/// What a step moves for each token for the loss over the words, at 32 bit whatever the precision.
Bytes logit_bytes(const AiModel& m);

/// Activations that the accelerator which holds most keeps for the backward pass, at 16 bit: s b h (34 + 5 a s / h) per
/// layer for a plain transformer, and its variants by tensor and sequence parallelism, pipeline and recomputation
/// [arXiv 2205.05198], and the scores of words that the loss is taken from.
Footprint kept_activations(const AiModel& m, const Layout& l, const TrainingStep& t);

/// State of training per parameter: 16-bit weights, gradients, 32-bit weights and two moments: 16 bytes, 18 with 32-bit
/// gradients [arXiv 1910.02054].
struct StateBytes {
    double weights, gradients, optimizer;
};
StateBytes state_per_parameter(const TrainingStep& t);

/// A batch that passes a language model at once: sequences that decode one token each, and tokens of prompts.
struct ServingBatch {
    double sequences{0};        ///< that decode
    double context{0};          ///< tokens before the one that a sequence decodes, mean
    double prompt_tokens{0};    ///< processed in this pass
    double prompt_context{0};   ///< tokens that a prompt token attends to, mean
    double prompt_sequences{0}; ///< whose prompts end in this pass: they alone ask for the vocabulary
};

/// How a model is spread over the accelerators that serve it.
struct ServingLayout {
    std::uint32_t tensor{1};
    bool expert_parallel{false}; ///< whole experts on each accelerator instead of slices of all
    bool graphs{true};           ///< kernels are recorded once and replayed: only those of matrices show their start-up
    Precision precision{Precision::bf16};
    /// Bandwidth of kernels of experts over that of dense matrices: fitted to Llama 4 Scout [ML.ENERGY leaderboard
    /// 2026].
    double expert_bandwidth{0.4};
};

/// One pass. Weights are read once for the whole batch, of experts those that tokens hit: E (1 - (1 - k/E)^tokens)
/// where tokens choose independently. The stage is prefill if nothing decodes. The footprint holds the cache of what
/// is in the batch.
Demand serving_pass(const AiModel& m, const ServingLayout& l, const ServingBatch& b);

/// Prompts of `tokens` each, `sequences` of them at once, each token attending to those before it.
Demand prefill(const AiModel& m, const ServingLayout& l, double sequences, double tokens);
/// One token for each of `sequences` after `context` tokens.
Demand decode(const AiModel& m, const ServingLayout& l, double sequences, double context);

/// Experts that at least one of `tokens` chooses, expected.
double experts_hit(const AiModel& m, double tokens);

} // namespace dcsim
