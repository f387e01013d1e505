#include "models/cooling/tower.h"
#include "models/cooling/fluids.h"
#include "models/cooling/sizing.h"
#include "models/cooling/york_calc.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr double least_cell_water = 0.75; // [Modelica Buildings, YorkCalc: valid from .75 of design]
constexpr double water_to_air_mass = 1.1; // at design
constexpr double free_convection = 0.125; // of the design air flow, fans off [Modelica Buildings, YorkCalc]
constexpr double freezing_guard_celsius = 4;

/// Fan power at a share of the design air flow over that at all of it [EnergyPlus, variable-speed tower].
double fan_power_fraction(double speed)
{
    return 0.02 + 0.98 * speed * speed * speed;
}

YorkParabola parabola(double range, double wet_bulb)
{
    return york_parabola(std::clamp(range, york_least_range, york_most_range),
                         std::clamp(wet_bulb, york_least_wet_bulb, york_most_wet_bulb));
}

} // namespace

void fields(Fields& f, TowerParams& p)
{
    Celsius lowest{p.least_set_point_celsius}, highest{p.most_set_point_celsius};
    Pressure pump{p.pump_pascal}, fixed{p.pump_fixed_pascal};
    f.optional("range", p.range, "cooling of the water at design", {.least = Kelvin{2}, .most = Kelvin{15}});
    f.optional("fan_fraction", p.fan_fraction,
               "fan power per heat rejected at design; at a share x of their speed fans draw 0.02 + 0.98 x^3 of it",
               {.least = 0.0, .most = 0.1});
    f.optional("approach_set_point", p.approach_set_point,
               "water set point above the wet bulb; where chillers run alone and cannot use water that cold (lift of "
               "10 K or most_cop reached), the coldest that they can use is held instead",
               {.least = Kelvin{1}, .most = Kelvin{15}});
    f.optional("least_set_point", lowest, "lowest set point of the condenser water",
               {.least = Celsius{5}, .most = Celsius{30}});
    f.optional("most_set_point", highest,
               "highest set point of the condenser water where chillers run, whatever they can use",
               {.least = Celsius{5}, .most = Celsius{45}});
    f.optional("pump_pressure", pump, "pressure rise of the condenser pumps at design", pump_range);
    f.optional("pump_fixed_pressure", fixed, "part of pump_pressure that is there at any flow", pump_range);
    f.optional("pump_efficiency", p.pump_efficiency,
               "pump and motor together; whatever it is, 0.7 of the power ends in the water",
               {.least = 0.1, .most = 1.0});
    f.optional("least_water_flow", p.least_water_flow, "lowest flow of the pumps, fraction of design",
               {.least = 0.05, .most = 1.0});
    f.optional("cycles_of_concentration", p.water.cycles_of_concentration,
               "salt in the basin over salt in the make-up water", {.least = 1.5, .most = 20.0});
    f.optional("drift_fraction", p.water.drift_fraction, "droplets lost per circulating water",
               {.least = 0.0, .most = 0.01});
    if (lowest.value > highest.value) f.problem("least_set_point", "exceeds most_set_point (they bound one set point)");
    if (fixed > pump) f.problem("pump_fixed_pressure", "exceeds pump_pressure (it is a part of it)");
    p.least_set_point_celsius = lowest.value;
    p.most_set_point_celsius = highest.value;
    p.pump_pascal = pump.si();
    p.pump_fixed_pascal = fixed.si();
}

Tower::Tower(const TowerParams& p, Power rated)
    : p_{p},
      rated_{rated},
      water_w_k_{rated.si() / p.range.si()},
      pump_{water_kg_s(water_w_k_) / water_density, p.pump_pascal, p.pump_fixed_pascal, p.pump_efficiency}
{
}

Tower::Flow Tower::flow(Power heat) const
{
    const double wanted = heat / rated_;
    const double fraction = std::clamp(wanted, p_.least_water_flow, 1.0);
    return {fraction, wanted / fraction * p_.range.si(), wanted > 1, mover_power(pump_, fraction)};
}

Tower::Cells Tower::cells(const Flow& flow)
{
    const double running = std::min(1.0, flow.fraction / least_cell_water);
    return {running, flow.fraction / running};
}

Tower::Cold Tower::hold(const Flow& flow, double wet_bulb, double wanted) const
{
    const double celsius = std::max(wanted, freezing_guard_celsius);
    const double approach = celsius - wet_bulb;
    const Cells c = cells(flow);
    const YorkParabola p = parabola(flow.range, wet_bulb);
    const Power full_speed = p_.fan_fraction * c.running * rated_;
    const double least_approach = std::max(0.0, p.approach(c.water));
    if (least_approach >= approach) return {wet_bulb + least_approach, c.running, full_speed, false};

    const bool guarded = celsius > wanted;
    // Air that moves by itself is enough: fans off, a bypass keeps the set point.
    if (approach >= p.approach(york_most_water_to_air)) return {celsius, free_convection * c.running, Power{}, guarded};
    const double speed = c.water / york_water_to_air(p, approach, c.water, york_most_water_to_air);
    return {celsius, speed * c.running, fan_power_fraction(speed) * full_speed, guarded};
}

Tower::Cold Tower::coldest(const Flow& flow, double wet_bulb) const
{
    return hold(flow, wet_bulb, wet_bulb);
}

double Tower::set_point(double wet_bulb, double useful) const
{
    const double wanted = std::max({wet_bulb + p_.approach_set_point.si(), p_.least_set_point_celsius, useful});
    return std::min(wanted, p_.most_set_point_celsius);
}

WaterUse Tower::water(Power heat, const Flow& flow, double air_fraction, const Air& air, double& exit_celsius) const
{
    const double circulating = water_kg_s(water_w_k(flow));
    const double design_air = water_kg_s(water_w_k_) / water_to_air_mass;
    TowerAir through{design_air * std::max(air_fraction, free_convection * cells(flow).running), exit_celsius};
    const double evaporation = evaporation_kg_s(heat.si(), air, through);
    exit_celsius = through.exit_celsius;
    return water_use(p_.water, evaporation, circulating);
}

void Tower::count(const Flow& flow, const Cold& cold, double wet_bulb, Seconds length, ClampedHours& hours) const
{
    if (flow.saturated) hours.add(Clamp::condenser_flow, length);
    if (cold.guarded) hours.add(Clamp::tower_freezing, length);
    if (wet_bulb < york_least_wet_bulb || wet_bulb > york_most_wet_bulb) hours.add(Clamp::tower_wet_bulb, length);
    if (flow.range < york_least_range || flow.range > york_most_range) hours.add(Clamp::tower_range, length);
}

} // namespace dcsim
