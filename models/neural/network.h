#pragma once
#include "models/neural/ai_model.h"

/// What models other than transformers ask of hardware: FLOPs and traffic per item are given by the model's row.
namespace dcsim {

/// How a batch is run. Items are counted over all accelerators.
struct NetworkRun {
    double batch{1};
    std::uint32_t accelerators{1};
    Precision precision{Precision::bf16};
    double overlap{0}; ///< of the sum of gradients with kernels
    double reuse{1};   ///< optimizer steps of a learner on what the cores have made once, as in reinforcement learning
};

void fields(Fields& f, NetworkRun& r);

/// One batch: a forward pass, a backward pass of twice its work, each copy on its share, and an optimizer step, as
/// often as the batch is used. Matrix kernels bind on FLOPs, what follows each of them (normalisation, activation) on
/// traffic. For actors and a learner, items are frames: the cores act once per frame.
Demand network_training(const AiModel& m, const NetworkRun& r);

/// One batch answered; of a diffusion model all steps, the passes of guidance run as one. More than one accelerator
/// share each pass by positions and exchange them four times per layer [arXiv 2309.14509].
Demand network_inference(const AiModel& m, const NetworkRun& r);
/// Which the host of each accelerator starts for a batch, one after the other.
double started_kernels(const AiModel& m, std::uint32_t accelerators);

/// One optimizer step of a recommendation model: tables spread over accelerators with an exchange of rows forward and
/// of their gradients backward, a small network copied to each [arXiv 1906.00091].
Demand recommendation_training(const AiModel& m, const NetworkRun& r);
Demand recommendation_inference(const AiModel& m, const NetworkRun& r);

/// The builder that the model's architecture asks for; not for transformers.
Demand item_training(const AiModel& m, const NetworkRun& r);
Demand item_inference(const AiModel& m, const NetworkRun& r);

} // namespace dcsim
