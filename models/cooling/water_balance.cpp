#include "models/cooling/water_balance.h"
#include "models/physics/air.h"
#include <algorithm>

namespace dcsim {

WaterUse water_use(const WaterTreatment& t, double evaporation, double circulating)
{
    const double drift = t.drift_fraction * circulating;
    const double blowdown = std::max(0.0, evaporation / (t.cycles_of_concentration - 1) - drift);
    return {evaporation, drift, blowdown};
}

double evaporation_kg_s(double heat_w, const Air& in, TowerAir& air)
{
    if (heat_w <= 0 || air.kg_s <= 0) return 0;
    const double exit_enthalpy = enthalpy(in.celsius, in.humidity_ratio) + heat_w / air.kg_s;
    air.exit_celsius = saturated_celsius(exit_enthalpy, in.pascal, air.exit_celsius);
    const double taken_up = saturation_humidity_ratio(air.exit_celsius, in.pascal) - in.humidity_ratio;
    return std::max(0.0, air.kg_s * taken_up);
}

} // namespace dcsim
