#pragma once
#include "models/vocabulary/supply.h"
#include "sim/config/fields.h"

namespace dcsim {

/// Dispatch rules that can be chosen by name; `self-consumption` is the usual default.
Registry<Dispatch> dispatches();

/// The rule as power wanted at the battery's terminals (> 0 charges), for a load and on-site generation that are
/// known now. The battery then clips it to what it can do. Never discharges beyond what the site needs.
Power wanted(const DispatchRule& rule, Power load, Power generation);

/// The rows of `dispatches()`.
Row<Dispatch> self_consumption();
Row<Dispatch> carbon_threshold();
Row<Dispatch> price_threshold();
Row<Dispatch> grid_target();
Row<Dispatch> no_dispatch();

} // namespace dcsim
