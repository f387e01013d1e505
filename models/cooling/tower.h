#pragma once
#include "models/cooling/clamps.h"
#include "models/cooling/movers.h"
#include "models/cooling/water_balance.h"
#include "models/vocabulary/facility.h"
#include "sim/config/fields.h"

namespace dcsim {

/// Open cooling tower with its condenser-water pumps, sized at wet bulb 25.55 degC [Modelica Buildings, YorkCalc].
struct TowerParams {
    Kelvin range{5.56};
    double fan_fraction{0.0105}; ///< fan power per heat at design [EnergyPlus]
    Kelvin approach_set_point{3};
    double least_set_point_celsius{15.56}, most_set_point_celsius{29.44};
    double pump_pascal{220e3}, pump_fixed_pascal{40e3}, pump_efficiency{0.7}, least_water_flow{0.3};
    WaterTreatment water;
};
void fields(Fields& f, TowerParams& p);

/// Cells are started one by one, in the limit of many: those that run carry at least 75 % of their design water.
class Tower {
public:
    Tower(const TowerParams& p, Power rated);

    struct Flow {
        double fraction{1}; ///< of the design water flow
        double range{5.56}; ///< K
        bool saturated{false};
        Power pump{};
    };
    Flow flow(Power heat) const;

    struct Cold {
        double celsius{25};     ///< water that leaves the tower
        double air_fraction{1}; ///< of the design air flow of all cells
        Power fans{};
        bool guarded{false}; ///< held at the freezing guard
    };
    /// Fans slowed until the water is `celsius`, or at full speed where that is out of reach.
    Cold hold(const Flow& flow, double wet_bulb_celsius, double celsius) const;
    /// Coldest water that does not risk ice in the fill.
    Cold coldest(const Flow& flow, double wet_bulb_celsius) const;

    /// Set point of the water where nobody can use any colder than `useful_celsius`.
    double set_point(double wet_bulb_celsius, double useful_celsius) const;
    double water_w_k(const Flow& flow) const { return water_w_k_ * flow.fraction; }
    /// `exit_celsius` is where the search for the leaving air starts, and its result.
    WaterUse water(Power heat, const Flow& flow, double air_fraction, const Air& air, double& exit_celsius) const;
    void count(const Flow& flow, const Cold& cold, double wet_bulb_celsius, Seconds length, ClampedHours& hours) const;

private:
    struct Cells {
        double running, water; ///< fraction of the cells; water of one as a fraction of its design
    };
    static Cells cells(const Flow& flow);

    TowerParams p_;
    Power rated_;
    double water_w_k_; ///< design flow of the condenser water
    Mover pump_;
};

} // namespace dcsim
