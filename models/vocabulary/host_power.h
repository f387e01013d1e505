#pragma once
#include "sim/base/units.h"

namespace dcsim {

/// Power of one node at the load of its accelerators, 0..1. A pure function.
class HostPower {
public:
    virtual ~HostPower() = default;
    virtual Power at(double load) const = 0; ///< at(0) is idle power
};

} // namespace dcsim
