#pragma once
#include "sim/base/units.h"

namespace dcsim {

/// What moves air or water at its design point.
struct Mover {
    double flow_m3_s{0};
    double pascal{0};       ///< pressure rise at design flow
    double fixed_pascal{0}; ///< part of it that stays at any flow: control valve, static head
    double efficiency{1};
};

/// Power at a fraction of the design flow: between linear (all pressure fixed) and cubic (none) in the flow.
inline Power mover_power(const Mover& m, double flow_fraction)
{
    const double pascal = m.fixed_pascal + (m.pascal - m.fixed_pascal) * flow_fraction * flow_fraction;
    return Power{m.flow_m3_s * flow_fraction * pascal / m.efficiency};
}

} // namespace dcsim
