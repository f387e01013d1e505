#pragma once
#include "models/vocabulary/grid.h"
#include "models/vocabulary/run_context.h"
#include "sim/config/fields.h"
#include "sim/config/quantity.h"

namespace dcsim {

/// Makes the price of energy of a run. Throws IoError if a file cannot serve it.
class PriceSource {
public:
    virtual ~PriceSource() = default;
    virtual PriceSeries series(const RunContext& run) const = 0;
    /// ISO code of its prices, the same in every run.
    virtual std::string currency(Inputs& inputs) const = 0;
};

/// Of the prices that a scenario states; "no currency" if they are all 0 without one.
inline std::string stated_currency(const Fields& f)
{
    return f.currency().empty() ? std::string{any_currency} : f.currency();
}

Row<PriceSource> fixed_price();
Row<PriceSource> time_of_use_price(); ///< by local hour of weekdays and weekends
Row<PriceSource> csv_price();         ///< an hourly market price from a file

} // namespace dcsim
