#pragma once
#include "sim/base/units.h"
#include <array>
#include <cstdint>
#include <map>
#include <string>

namespace dcsim {

/// Where a plant or the power chain before it leaves the range of a model or of its equipment.
enum class Clamp : std::uint8_t {
    air_flow,       ///< more heat than the design air flow carries: the return air warms
    coil,           ///< water valve fully open: the supply air warms
    chiller,        ///< heat beyond the capacity: the loop warms
    condenser_flow, ///< heat beyond the design flow: the range grows
    tower_wet_bulb, ///< outside the tower correlation: approach held
    tower_range,    ///< outside the tower correlation
    tower_freezing, ///< bypass keeps the basin warm
    distribution,   ///< more power than the busway is rated for: it carries it, as do the next two
    ups,            ///< more power than all units together are rated for
    transformer,    ///< more power, cooling included, than the transformer is rated for
    count
};

/// Hours outside, by component: nothing is clamped in silence.
class ClampedHours {
public:
    void add(Clamp c, Seconds length) { hours_[static_cast<std::size_t>(c)] += length / hour; }
    /// By name; components that never left their range are absent.
    std::map<std::string, double> by_name() const;

private:
    std::array<double, static_cast<std::size_t>(Clamp::count)> hours_{};
};

} // namespace dcsim
