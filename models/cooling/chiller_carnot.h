#pragma once
#include "sim/base/units.h"

namespace dcsim {

/// A chiller as a fraction of the Carnot process, for water warmer than published coefficient sets reach
/// (12.8 degC). The fraction is the median of 158 published water-cooled sets at their rating point, 1 K approach in
/// evaporator and condenser.
struct CarnotChiller {
    double carnot_fraction{0.55};
    double most_cop{14};
};

/// Factor on the COP at a part-load ratio, 1 at full load [DOE-2 centrifugal, eirFPLR]. As in the EIR form that it
/// continues, a machine unloads to 20 % and draws that power down to 10 %, below which it cycles at constant COP.
double part_load_factor(double load_ratio);

/// Heat over electric power. `warm_celsius`: leaving condenser water, or outdoor air; `cold_celsius`: leaving
/// chilled water. Lifts below 10 K are taken as 10 K.
double carnot_cop(const CarnotChiller&, double cold_celsius, double warm_celsius, double load_ratio = 1);

/// Chillers in parallel that are started one by one, in the limit of many: those that run carry at least
/// `least_share` of their rating, until the last one is left.
struct ChillerBank {
    CarnotChiller chiller;
    Power rated{}; ///< of all units together
    int units{4};
    double least_share{0.5};
};
/// Part-load ratio of the running units when all carry `heat`.
double running_load_ratio(const ChillerBank&, Power heat);
/// Warm temperature below which the COP for `heat` no longer rises: least lift or cap reached.
double least_useful_celsius(const ChillerBank&, Power heat, double cold_celsius);
/// Electric power to lift `heat` (<= rated) from cold to warm.
Power compressor_power(const ChillerBank&, Power heat, double cold_celsius, double warm_celsius);

} // namespace dcsim
