#pragma once
#include "models/vocabulary/grid.h"
#include "models/vocabulary/run_context.h"
#include "sim/config/fields.h"

namespace dcsim {

/// Makes the price of energy of a run. Throws IoError if a file cannot serve it.
class PriceSource {
public:
    virtual ~PriceSource() = default;
    virtual PriceSeries series(const RunContext& run) const = 0;
};

Row<PriceSource> fixed_price();
Row<PriceSource> time_of_use_price(); ///< by local hour of weekdays and weekends
Row<PriceSource> csv_price();         ///< an hourly market price from a file

} // namespace dcsim
