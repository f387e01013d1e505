#pragma once
#include "models/cooling/clamps.h"
#include "models/cooling/coil.h"
#include "models/cooling/movers.h"
#include "models/vocabulary/facility.h"
#include "sim/config/fields.h"

namespace dcsim {

/// The cooled room and its chilled-water loop. Defaults from Modelica Buildings (pressures, least flows) and common
/// practice for halls with contained aisles.
struct HallParams {
    double supply_air_celsius{24};
    Kelvin air_rise{12};
    double fan_pascal{350}, fan_efficiency{0.6}, least_air_flow{0.2};
    double supply_water_celsius{16};
    Kelvin water_rise{8};
    double pump_pascal{250e3}, pump_fixed_pascal{80e3}, pump_efficiency{0.7}, least_water_flow{0.3};
    Seconds loop_lag{300}; ///< residence time of the design flow in the loop: its heat capacity
};
void fields(Fields& f, HallParams& p);

/// Share of a pump's power that ends in the water; the motor's part warms the plant room, which is aired.
inline constexpr double pump_heat_to_water = 0.7;

/// Air handlers move the heat into the loop; the loop stores what the machines behind it do not take at once.
class Hall {
public:
    Hall(const HallParams& p, Power rated);

    /// What one interval asks of the loop.
    struct Demand {
        Power fans{}, pump{};
        Power heat{};        ///< into the loop, fans and pump included
        double water_w_k{0}; ///< heat capacity flow of the loop
        double return_celsius{24}, supply_air_celsius{24};
    };
    Demand demand(Power heat, double pascal, Seconds length, ClampedHours& clamped);

    /// Heat to take out over `length` so that the loop approaches `target_celsius` with its lag.
    Power wanted(const Demand& d, double target_celsius, Seconds length) const;
    /// Settles the loop; returns the mean power that went into its store.
    Power settle(const Demand& d, Power removed, Seconds length);

    double loop_celsius() const { return loop_celsius_; }
    void state(Archive& archive);

private:
    Power fans(double air_fraction, double pascal) const;
    /// Sets the water valve for the heat at the coil; returns the supply air's temperature.
    double open_valve(Power heat, double air_fraction);
    double store_j_k() const { return coil_.water * p_.loop_lag.si(); }

    HallParams p_;
    Coil coil_;
    Mover pump_;
    double loop_celsius_;
    double valve_{1}; ///< last water fraction: start of the next search
};

} // namespace dcsim
