#pragma once
#include "sim/base/units.h"
#include <cstdint>

namespace dcsim {

/// Where a node's stated power is measured: at the wall it includes PSU losses and server fans, at dc it does not.
enum class PowerBasis : std::uint8_t { wall, dc };

/// Power of one node at the load of its accelerators, 0..1. A pure function.
class HostPower {
public:
    virtual ~HostPower() = default;
    virtual Power at(double load) const = 0; ///< at(0) is idle power
};

} // namespace dcsim
