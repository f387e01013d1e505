#include "models/cooling/hall.h"
#include "models/cooling/fluids.h"
#include "models/cooling/sizing.h"
#include "models/physics/air.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

constexpr double least_valve = 0.02;

} // namespace

void fields(Fields& f, HallParams& p)
{
    Celsius air{p.supply_air_celsius}, water{p.supply_water_celsius};
    Pressure fans{p.fan_pascal}, pump{p.pump_pascal}, fixed{p.pump_fixed_pascal};
    f.optional("supply_air", air, "set point of the air offered to the IT",
               {.least = Celsius{10}, .most = Celsius{40}});
    f.optional("air_rise", p.air_rise, "temperature rise of the air through the IT at design",
               {.least = Kelvin{4}, .most = Kelvin{30}});
    f.optional("fan_pressure", fans, "pressure rise of the air handlers at design",
               {.least = Pressure{50}, .most = Pressure{2000}});
    f.optional("fan_efficiency", p.fan_efficiency, "fan, belt and motor together", {.least = 0.1, .most = 1.0});
    f.optional("least_air_flow", p.least_air_flow, "lowest air flow, fraction of design", {.least = 0.05, .most = 1.0});
    f.optional("supply_water", water,
               "set point of the chilled water; below the room's dew point, too, the coil is taken as dry: no "
               "condensate, no warning",
               {.least = Celsius{5}, .most = Celsius{30}});
    f.optional("water_rise", p.water_rise, "temperature rise of the chilled water at design",
               {.least = Kelvin{2}, .most = Kelvin{20}});
    f.optional("pump_pressure", pump, "pressure rise of the chilled-water pumps at design", pump_range);
    f.optional("pump_fixed_pressure", fixed, "part of pump_pressure that is held at any flow", pump_range);
    f.optional("pump_efficiency", p.pump_efficiency,
               "pump and motor together; whatever it is, 0.7 of the power ends in the water",
               {.least = 0.1, .most = 1.0});
    f.optional("least_water_flow", p.least_water_flow, "lowest flow of the pumps, fraction of design",
               {.least = 0.05, .most = 1.0});
    f.optional("loop_lag", p.loop_lag, "time in which the design flow passes the loop once",
               {.least = Seconds{10}, .most = Seconds{36000}});
    if (air.value + p.air_rise.si() <= water.value + p.water_rise.si())
        f.problem("supply_water", "leaves the coil no temperature difference (supply_air + air_rise must be above "
                                  "supply_water + water_rise)");
    if (air.value <= water.value)
        f.problem("supply_water", "is not colder than supply_air (the water has to cool the air to it)");
    if (fixed > pump) f.problem("pump_fixed_pressure", "exceeds pump_pressure (it is a part of it)");
    p.supply_air_celsius = air.value;
    p.supply_water_celsius = water.value;
    p.fan_pascal = fans.si();
    p.pump_pascal = pump.si();
    p.pump_fixed_pascal = fixed.si();
}

Hall::Hall(const HallParams& p, Power rated)
    : p_{p},
      coil_{sized({rated, p.supply_air_celsius + p.air_rise.si(), p.supply_air_celsius, p.supply_water_celsius,
                   p.supply_water_celsius + p.water_rise.si()})},
      pump_{water_kg_s(coil_.water) / water_density, p.pump_pascal, p.pump_fixed_pascal, p.pump_efficiency},
      loop_celsius_{p.supply_water_celsius}
{
}

Power Hall::fans(double air_fraction, double pascal) const
{
    // Fans carry mass, so thin air costs power: volume at the site's pressure. Vapour matters less than 1 % here.
    const double volume = coil_.air / air_heat_capacity * specific_volume(p_.supply_air_celsius, 0, pascal);
    return mover_power({volume, p_.fan_pascal, 0, p_.fan_efficiency}, air_fraction);
}

double Hall::open_valve(Power heat, double air_fraction)
{
    const double air_rise = heat.si() / (coil_.air * air_fraction);
    const double difference = p_.supply_air_celsius + air_rise - loop_celsius_;
    valve_ =
        difference > 0 ? coil_water_fraction(coil_, air_fraction, heat.si() / difference, {least_valve, valve_}) : 1;
    if (valve_ < 1) return p_.supply_air_celsius;
    // Fully open: the supply air floats to where the coil carries the heat.
    return loop_celsius_ + heat.si() / coil_conductance(coil_, air_fraction, 1) - air_rise;
}

Hall::Demand Hall::demand(Power heat, double pascal, Seconds length, ClampedHours& clamped)
{
    const double flow = heat.si() / (coil_.air * p_.air_rise.si());
    const double air_fraction = std::clamp(flow, p_.least_air_flow, 1.0);
    if (flow > 1) clamped.add(Clamp::air_flow, length);

    Demand d;
    d.fans = fans(air_fraction, pascal);
    d.supply_air_celsius = open_valve(heat + d.fans, air_fraction);
    if (valve_ >= 1) clamped.add(Clamp::coil, length);

    const double water_fraction = std::max(valve_, p_.least_water_flow);
    d.pump = mover_power(pump_, water_fraction);
    d.heat = heat + d.fans + pump_heat_to_water * d.pump;
    d.water_w_k = coil_.water * water_fraction;
    d.return_celsius = loop_celsius_ + d.heat.si() / d.water_w_k;
    return d;
}

Power Hall::wanted(const Demand& d, double target, Seconds length) const
{
    const double approached = -std::expm1(-(length / p_.loop_lag));
    return d.heat + Power{store_j_k() * (loop_celsius_ - target) * approached / length.si()};
}

Power Hall::settle(const Demand& d, Power removed, Seconds length)
{
    const double before = loop_celsius_;
    loop_celsius_ += (d.heat - removed).si() * length.si() / store_j_k();
    return Power{store_j_k() * (loop_celsius_ - before) / length.si()};
}

void Hall::state(Archive& archive)
{
    archive("loop_celsius", loop_celsius_)("valve", valve_);
}

} // namespace dcsim
