#pragma once
#include "models/efficiency/techniques.h"

/// Rows of the registry by family, each in the order in which they are applied.
namespace dcsim {

TechniqueRegistry exchange_rows();     ///< another model: distillation, search
TechniqueRegistry variant_rows();      ///< a smaller variant given by its numbers, prepared input
TechniqueRegistry pruning_rows();      ///< fewer parameters
TechniqueRegistry precision_rows();    ///< 16 bits of training instead of 32
TechniqueRegistry quantization_rows(); ///< eight bits and fewer
TechniqueRegistry sparsity_rows();     ///< zeros that hardware skips, after what sets the bits of values
TechniqueRegistry fit_rows();          ///< shapes that hardware runs well

} // namespace dcsim
