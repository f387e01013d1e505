#pragma once
#include "sim/base/units.h"
#include <cstdint>

namespace dcsim {

/// Certification class of a server's power supply.
enum class PsuClass : std::uint8_t { gold, platinum, titanium };

/// Loss of one power supply as a fraction of its rating, at the output `load` (fraction of the rating, >= 0).
///
/// Linear in the load through the certified minima at 20, 50 and 100 % [80 PLUS, 230 V internal redundant], continued
/// below and above. Supplies that share a load redundantly are each asked at their own share.
double psu_loss_fraction(PsuClass psu, double load);

} // namespace dcsim
