#pragma once
#include "sim/base/archive.h"
#include "sim/config/fields.h"
#include <memory>
#include <optional>

namespace dcsim {

/// Energy limits that narrow with power, the taper of real cells: discharging at p needs at least `bottom` energy + p x
/// `discharge_time`, charging at p at most `top` energy - p x `charge_time`. On the line the power decays by itself.
/// Defaults: NMC cells with their inverter. [Kazhamiaka et al., Energy Informatics 2019, model C/L/C]
struct Taper {
    Seconds charge_time{144}, discharge_time{36};
    double top{1}, bottom{0};
};

/// What the battery is. Limits hold at the AC bus; losses in both directions are the inverter's and the cells'.
struct BatteryParams {
    Energy energy{};              ///< nominal; 0 = no battery
    std::optional<Power> power{}; ///< limit in both directions; absent = energy over 2 h, a common ratio
    double eta_charge{0.95};      ///< stored over taken from the bus
    double eta_discharge{0.95};   ///< given to the bus over taken from the store
    double min_soc{0.1};          ///< never discharged below, share of `energy`
    double initial_soc{0.5};      ///< share of `energy`
    Frequency self_discharge{};   ///< share of the stored energy lost per time
    std::optional<Intensity> initial_intensity{}; ///< carbon of the initial content; absent = the mean of the grid
    std::optional<Taper> taper{};                 ///< absent = full power between the bounds

    Power max_power() const { return power.value_or(energy / (2 * hour)); }
    Energy least() const { return min_soc * energy; }
};
void fields(Fields& f, BatteryParams& p);

/// What is stored, and where it came from. Origins travel with the energy (the tank rule): charging losses stay with
/// the content, and all energy in the store is mixed.
struct BatteryState {
    Energy stored{};
    Carbon carbon{};      ///< emitted for the content
    Energy onsite{};      ///< the part of `stored` that came from generation on the site
    Energy carbon_free{}; ///< the part of `stored` from generation without direct emissions, on the site or in the grid
    Energy leaked{};      ///< lost by self-discharge since the start
    Energy least{}, most{}; ///< bounds of what has been stored so far

    double onsite_share() const { return stored > Energy{} ? onsite / stored : 0; }
    double carbon_free_share() const { return stored > Energy{} ? carbon_free / stored : 0; }
};

/// Power at the bus over one step; at most one of the two is above zero.
struct BatteryFlow {
    Power charge{}, discharge{};
};

/// What comes into the store, by origin; means over a step.
struct ChargeOrigin {
    Power onsite{}, grid{};
    Intensity grid_intensity{};
    double grid_carbon_free{0};
};

/// A battery that loses a constant share in each direction and by self-discharge:
/// dE/dt = eta_c charge - discharge / eta_d - s E. Linear models with losses and power limits track physical ones
/// closely [arXiv 2506.17739]. An optional taper limits power near the bounds. The time at which a bound is met is a
/// closed form, and the state is then the bound.
class Battery {
public:
    /// The initial content was bought: `mean_intensity` is its intensity unless the parameters name one,
    /// `mean_carbon_free` the share of it from generation without direct emissions.
    Battery(const BatteryParams& p, Intensity mean_intensity, double mean_carbon_free = 0);

    /// A flow and how long it lasts: shorter than asked if a bound is met first. The flow is constant; along the line
    /// of a taper, where power decays, it is the exact mean.
    struct Step {
        BatteryFlow flow;
        Span length;
    };
    /// The step towards `request` (> 0 charges, < 0 discharges, at the bus), clipped to what is possible.
    Step plan(Power request, Span length) const;
    /// Moves the state along a step that `plan` gave for the present state.
    void follow(const Step& step, const ChargeOrigin& origin);

    const BatteryParams& params() const { return p_; }
    const BatteryState& now() const { return now_; }
    double state_of_charge() const { return now_.stored / p_.energy; }
    void state(Archive& archive) { archive("battery", now_); }

private:
    void move(const Step& step, const ChargeOrigin& origin);
    std::optional<Seconds> time_to(Energy bound, Power inflow) const;
    Step until_bound(BatteryFlow flow, Energy bound, Span length) const;
    Step charge(Power most, Span length) const;
    Step discharge(Power most, Span length) const;
    Power inflow(const BatteryFlow& flow) const;

    BatteryParams p_;
    BatteryState now_;
};

/// What must be bought to refill (or may be credited for) a change of the stored energy over a window.
struct StorageDelta {
    Carbon carbon{};
    Money cost{};
};
/// The rule `recharge`: a store that ends lower is refilled through the charging loss at the window's mean intensity
/// and price; one that ends higher is credited with what it could give back.
StorageDelta recharge(const BatteryParams& p, Energy change, Intensity mean_intensity, Price mean_price);

} // namespace dcsim
