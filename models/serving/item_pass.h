#pragma once
#include "models/neural/ai_model.h"

namespace dcsim {

/// One step of a network over a batch of items, inference only, on `accelerators` that share each item.
///
/// Matrix kernels read the weights once; what other kernels read and write is a class of its own, since both alternate.
/// Guidance runs its passes as a larger batch. Embedding tables are spread over the accelerators and looked up at
/// random. Sharing an item costs two exchanges of activations for each twenty kernels, about a layer [assumption].
Demand item_pass(const AiModel& m, Precision precision, std::uint32_t accelerators, double items);

} // namespace dcsim
