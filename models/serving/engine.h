#pragma once
#include "models/neural/transformer.h"
#include "sim/config/fields.h"
#include <cstdint>
#include <optional>
#include <string>

namespace dcsim {

/// What the software that serves a language model adds to its kernels: a few constants per version, none per model.
struct ServingEngine {
    enum class Prompts : std::uint8_t {
        chunked, ///< in the same pass as what decodes, up to `chunk` tokens [Sarathi: arXiv 2308.16369]
        alone    ///< in passes of their own, before anything decodes on
    };
    Seconds per_pass{};     ///< host work that no kernel hides
    Seconds per_sequence{}; ///< the same for each sequence that decodes: sampling, bookkeeping, text
    Seconds per_layer{};    ///< host work that starts a layer's kernels; they wait for it where they are shorter
    Seconds per_request{};  ///< before its first pass
    bool graphs{true};      ///< kernels are recorded once and replayed
    Prompts prompts{Prompts::chunked};
    std::uint32_t chunk{2048}; ///< prompt tokens of one pass at most
    std::uint32_t batch{256};  ///< sequences at once at most
    double memory{0.9};        ///< of device memory that it takes
    bool reserves{false};      ///< who is admitted finds room for a whole answer, and is never put back
    Seconds start{60};         ///< until it is ready for the weights
    /// All-reduces below this size go from each accelerator to all others at once instead of around a ring, which saves
    /// a part of their time [TensorRT-LLM and vLLM, custom all-reduce].
    Bytes one_shot_below{};
    double one_shot_saved{0};
    /// All-reduces of more than two accelerators above this size slow down: the part above it takes longer by a factor.
    std::optional<Bytes> slow_above{};
    double slow_factor{0};
    double experts{0.4}; ///< bandwidth of kernels of experts over that of dense matrices
    std::string version{};
};

void fields(Fields& f, ServingEngine& e);
/// What the engine makes of a pass's collectives.
void adapt_messages(Demand& d, const ServingEngine& e);

} // namespace dcsim
