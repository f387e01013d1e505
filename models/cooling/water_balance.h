#pragma once
#include "models/vocabulary/weather.h"

namespace dcsim {

/// Water that a tower takes, kg/s. What is not lost as vapour or droplets is replaced to keep salts in check.
struct WaterUse {
    double evaporation{0}, drift{0}, blowdown{0};
    double make_up() const { return evaporation + drift + blowdown; }
};

struct WaterTreatment {
    double cycles_of_concentration{4};
    double drift_fraction{8e-5}; ///< of the circulating water [EnergyPlus, 0.008 %]
};

WaterUse water_use(const WaterTreatment&, double evaporation_kg_s, double circulating_kg_s);

/// Evaporation when air leaves saturated with all the heat in it.
struct TowerAir {
    double kg_s{0};          ///< dry air
    double exit_celsius{25}; ///< in: where to start the search; out: the exit state
};
double evaporation_kg_s(double heat_w, const Air& entering, TowerAir& air);

} // namespace dcsim
