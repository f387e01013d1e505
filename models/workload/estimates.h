#pragma once
#include "sim/config/fields.h"
#include "sim/numerics/random.h"

namespace dcsim {

/// How wrong users are about the run time of their jobs.
class EstimateError {
public:
    virtual ~EstimateError() = default;
    virtual double factor(Random&) const = 0; ///< estimate over the run time that they would have to announce, above 0
};

/// Rows: `exact`, which makes nothing since nothing is drawn, `uniform`, `lognormal`.
Registry<EstimateError> estimate_errors();

} // namespace dcsim
