#pragma once
#include "models/vocabulary/hardware.h"

namespace dcsim {

/// A clock and what work does at it.
struct ClockChoice {
    double clock{1}; ///< over the highest
    Pace pace;
};

/// How far the clock may fall, and how much longer an iteration may take for it.
struct ClockBounds {
    double least{0.2};    ///< over the highest
    double slowdown{1e9}; ///< iteration over that at the highest clock, at least 1
    std::optional<Power> cap{};
};

/// The clock at which an iteration takes the least energy at the servers' plugs, within the bounds. Below it static
/// power, drawn for longer, outweighs what the clock saves.
ClockChoice energy_optimal_clock(const Hardware& hardware, const Demand& demand, const Allocation& gang,
                                 const ClockBounds& bounds);

} // namespace dcsim
