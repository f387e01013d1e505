#include "models/efficiency/rows.h"

namespace dcsim {

TechniqueRegistry technique_models()
{
    TechniqueRegistry all;
    for (const auto& family : {exchange_rows(), variant_rows(), pruning_rows(), precision_rows(), quantization_rows(),
                               sparsity_rows(), fit_rows()})
        all.insert(all.end(), family.begin(), family.end());
    return all;
}

} // namespace dcsim
