#pragma once
#include "sim/base/units.h"
#include <string>

/// Numbers as a reader wants them: few digits, and the unit that keeps them short.
namespace dcsim {

std::string number_text(double x, int digits); ///< that many, and all before the point: "0.0141", "6.98", "12,345"
std::string time_text(Seconds time);           ///< "1.42 ms", "6.98 h"
std::string energy_text(Energy energy);        ///< "3.63 J", "18 kWh"
std::string percent_text(double share);        ///< "79.3"

} // namespace dcsim
