#include "models/cooling/chiller_carnot.h"
#include "models/physics/air.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr double approach = 1, least_lift = 10; // K, between the refrigerant and the water; of the refrigerant

} // namespace

double part_load_factor(double load_ratio)
{
    // [EnergyPlus datasets, DOE-2 centrifugal 5.50 COP]
    constexpr double c0 = 0.222903, c1 = 0.313387, c2 = 0.463710, least_load = 0.1, least_unloading = 0.2;
    const double x = std::max(load_ratio, least_unloading); // below, hot gas is bypassed at constant power
    const double while_it_runs = std::max(load_ratio, least_load);
    return while_it_runs * (c0 + c1 + c2) / (c0 + x * (c1 + x * c2));
}

double carnot_cop(const CarnotChiller& c, double cold, double warm, double load_ratio)
{
    const double lift = std::max(least_lift, warm + 2 * approach - cold);
    const double ideal = (cold - approach + zero_celsius_kelvin) / lift;
    return std::min(c.most_cop, c.carnot_fraction * part_load_factor(load_ratio) * ideal);
}

double running_load_ratio(const ChillerBank& bank, Power heat)
{
    const double share = heat / bank.rated;
    const double last_unit = std::min(share * bank.units, bank.least_share);
    return std::max(share, last_unit);
}

double least_useful_celsius(const ChillerBank& bank, Power heat, double cold)
{
    const CarnotChiller& c = bank.chiller;
    const double factor = part_load_factor(running_load_ratio(bank, std::min(heat, bank.rated)));
    const double lift_at_cap = c.carnot_fraction * factor * (cold - approach + zero_celsius_kelvin) / c.most_cop;
    return std::max(least_lift, lift_at_cap) - 2 * approach + cold;
}

Power compressor_power(const ChillerBank& bank, Power heat, double cold, double warm)
{
    if (heat <= Power{}) return {};
    return heat / carnot_cop(bank.chiller, cold, warm, running_load_ratio(bank, heat));
}

} // namespace dcsim
