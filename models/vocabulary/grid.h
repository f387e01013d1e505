#pragma once
#include "sim/engine/signal.h"
#include <map>
#include <memory>
#include <string>

namespace dcsim {

/// The grid that a site is connected to, over one run (and a day beyond it, so that forecasts have a future).
struct GridSeries {
    Signal<Intensity> average;                           ///< location-based average intensity
    Signal<double> carbon_free;                          ///< share of generation without direct emissions, 0..1
    std::map<std::string, Signal<double>> share_by_fuel; ///< shares of generation, sum 1
    std::string basis;            ///< "average, production, lifecycle": which carbon number this is
    std::string source;           ///< data set or preset, with its year
    std::uint64_t filled_rows{0}; ///< gaps filled by the on_gap rule
};

/// A money signal with its ISO currency.
struct PriceSeries {
    Signal<Price> energy;
    std::string currency;
    std::string source;
    std::uint64_t filled_rows{0}; ///< gaps filled by the on_gap rule
};

} // namespace dcsim
