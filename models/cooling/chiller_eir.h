#pragma once
#include "sim/base/units.h"
#include <array>
#include <span>
#include <string_view>

namespace dcsim {

/// Chiller by published coefficients [EnergyPlus, Chiller:Electric:EIR; Modelica Buildings, ElectricEIR].
/// Temperatures: leaving chilled water and entering condenser water (outdoor air if air-cooled), degC. The curves are
/// plain: the caller keeps to the limits.
struct ChillerSet {
    std::string_view name;
    Power rated{};
    double rated_cop{1};
    std::array<double, 6> capacity;  ///< of c1 + c2 Te + c3 Te^2 + c4 Tc + c5 Tc^2 + c6 Te Tc: share of rated capacity
    std::array<double, 6> energy;    ///< the same form: electric input ratio over that at rating
    std::array<double, 3> part_load; ///< c1 + c2 x + c3 x^2: the same over the part-load ratio
    double least_load{0.1}, least_unloading{0.2}, most_load{1};
    double least_evaporator{5}, most_evaporator{10}, least_condenser{24}, most_condenser{35}; ///< limits of the fit
};

/// Five sets of different build, in a fixed order.
std::span<const ChillerSet> chiller_sets();

/// The same machine in another size: the curves stay.
ChillerSet scaled(ChillerSet set, Power rated);

struct ChillerPoint {
    double evaporator_celsius, condenser_celsius;
    Power heat{};
};
struct ChillerResult {
    Power available{}; ///< capacity at these temperatures
    double load{0};    ///< part-load ratio, at most `most_load`
    Power power{};
    Power unmet{}; ///< heat beyond the capacity
};
ChillerResult chiller_power(const ChillerSet&, const ChillerPoint&);

} // namespace dcsim
