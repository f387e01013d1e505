#pragma once
#include "sim/base/units.h"

namespace dcsim {

/// Effectiveness of a counterflow exchanger; `ratio` = least over greatest heat capacity flow [Incropera, ch. 11].
double counterflow_effectiveness(double ntu, double ratio);
/// Its inverse; needs effectiveness < 1.
double counterflow_ntu(double effectiveness, double ratio);

/// Air over chilled water. Heat capacity flows in W/K at the design flows.
struct Coil {
    double ua{0}, air{0}, water{0};
};

struct CoilDesign {
    Power heat{};
    double return_air_celsius{36}, supply_air_celsius{24}, supply_water_celsius{16}, return_water_celsius{24};
};
/// The exchanger that just meets its design point.
Coil sized(const CoilDesign&);

/// Overall conductance at fractions of the design flows: half of the design resistance on either side
/// [Modelica Buildings, WetCoilCounterFlow].
double coil_ua(const Coil&, double air_fraction, double water_fraction);

/// Heat per kelvin between return air and supply water, W/K.
double coil_conductance(const Coil&, double air_fraction, double water_fraction);

struct FlowSearch {
    double least{0.02}, start{1};
};
/// Water flow fraction, within [least, 1], at which the coil's conductance is `wanted` W/K; 1 if it cannot be reached.
double coil_water_fraction(const Coil&, double air_fraction, double wanted, FlowSearch);

} // namespace dcsim
