#pragma once
#include "sim/base/units.h"
#include <cstdint>

namespace dcsim {

/// Where a node's stated power is measured: at the wall it includes PSU losses and server fans, at dc it does not.
enum class PowerBasis : std::uint8_t { wall, dc };

/// The accelerators of one node, as far as its power goes; without them idle and most are 0.
struct NodeAccelerators {
    std::uint32_t count{0};
    Power idle{}, most{}; ///< of each
};

/// Power of one node at the load of its accelerators, 0..1. A pure function.
class HostPower {
public:
    virtual ~HostPower() = default;
    virtual Power at(double load) const = 0; ///< at(0) is idle power
    /// Growth of the host's power over that of the accelerators above idle, where work states what they draw.
    virtual double host_slope() const { return 0; }
    virtual bool needs_accelerators() const { return false; } ///< adds up the powers of the accelerators
    /// What the node's own power supplies lose besides while it draws `drawn`, where at() is stated behind them.
    virtual Power supply_loss(Power /*drawn*/) const { return {}; }
};

} // namespace dcsim
