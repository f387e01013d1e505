#pragma once
#include "models/neural/ai_model.h"
#include <string>
#include <vector>

namespace dcsim {

enum class Recompute : std::uint8_t {
    none,
    selective, ///< scores of attention are computed again [arXiv 2205.05198]
    full       ///< whole layers are
};

/// How a transformer is spread over accelerators. Ranks are numbered tensor first, then data, then pipeline; experts
/// are spread over neighbours in the data dimension.
struct Layout {
    std::uint32_t tensor{1}, pipeline{1}, data{1}, expert{1};
    std::uint32_t interleave{1}; ///< parts of the model that one pipeline stage holds
    bool sequence_parallel{false};
    std::uint32_t zero{0}; ///< 1 shards the optimizer's state over data ranks, 2 gradients too, 3 parameters too
    Recompute recompute{Recompute::none};
    bool fused_attention{true}; ///< scores never reach memory [arXiv 2205.14135]
    double overlap{0};          ///< of data-parallel collectives with kernels
    double tensor_overlap{0};   ///< of those among tensor ranks

    std::uint32_t accelerators() const { return tensor * pipeline * data; }
};

enum class Tuning : std::uint8_t {
    all_parameters,
    adapters ///< low-rank ones beside frozen matrices [arXiv 2106.09685]
};

/// One optimizer step.
struct TrainingStep {
    double batch{1};       ///< sequences, of all data ranks
    double sequence{1};    ///< tokens
    double micro_batch{1}; ///< sequences that pass at once on one data rank
    Precision precision{Precision::bf16};
    Tuning tuning{Tuning::all_parameters};
    double adapter_rank{16};
    bool gradients_32_bit{true}; ///< summed and kept so: 18 bytes per parameter instead of 16
};

/// All but the number of data ranks, which may follow from the accelerators that are there.
void fields(Fields& f, Layout& l);
void fields(Fields& f, TrainingStep& t);

/// A key and what is wrong with it.
struct Misfit {
    std::string key, why;
};
/// What does not divide: layers by stages, the batch by micro-batches and data ranks.
std::vector<Misfit> misfits(const AiModel& m, const Layout& l, const TrainingStep& t);

double micro_batches(const Layout& l, const TrainingStep& t);
/// Idle over busy time of a stage: (p - 1) / (v m) [arXiv 2104.04473].
double pipeline_bubble(const Layout& l, const TrainingStep& t);

} // namespace dcsim
