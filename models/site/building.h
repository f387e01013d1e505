#pragma once
#include "models/cooling/clamps.h"
#include "models/vocabulary/facility.h"
#include "sim/record/channel.h"
#include <memory>

namespace dcsim {

/// What the building took since the start of the run; differences of two are what a window took.
struct BuildingTotals {
    Energy it{}, psu{}, distribution{}, ups{}, transformer{};
    Energy fans{}, pumps{}, compressors{}, rejection_fans{}, other{};
    Energy unmet_heat{};
    Volume evaporation{}, drift{}, blowdown{};

    Energy at_rack_inlet() const
    {
        return it + psu;
    } ///< the IT boundary; nodes stated at dc have their supplies behind it
    Energy loss() const { return psu + distribution + ups + transformer; }
    Energy cooling() const { return fans + pumps + compressors + rejection_fans + other; }
    Energy facility() const { return it + loss() + cooling(); }
    Volume make_up() const { return evaporation + drift + blowdown; }
};
BuildingTotals operator-(BuildingTotals a, const BuildingTotals& b);

/// What the plant did since the start of the run, as the end-of-run checks need it.
struct PlantAudit {
    double coldest_celsius{24}, hottest_celsius{24}; ///< offered to the IT
    Energy heat{};      ///< into the plant: IT, losses in the cooled rooms, fans, pumps, compressors
    Energy imbalance{}; ///< sum over the intervals of |heat - rejected - stored|
};

/// Power conversion and cooling of one site, one settlement interval at a time.
///
/// Heat that the plant must remove is IT power plus the losses inside the cooled rooms (PSU, distribution, UPS); the
/// transformer stands outdoors. Cooling is fed beside the UPS.
class Building {
public:
    Building(std::unique_ptr<Plant> plant, std::unique_ptr<PowerChain> chain);

    void record(Recorder& recorder);

    struct Load {
        Power it, cooling, loss;
        Power total() const { return it + cooling + loss; }
    };
    /// Means over the interval; books them.
    Load step(Interval interval, const LoadMoments& it, const Air& outdoors);

    const BuildingTotals& totals() const { return totals_; }
    const PlantAudit& audit() const { return audit_; }
    std::map<std::string, double> clamped_hours() const; ///< of plant and chain, since the start of the run
    void state(Archive& archive);

private:
    void book(Seconds length, const ChainLosses& losses, const PlantResult& cooling);
    void count_overloads(Seconds length, const ChainLosses& losses);
    void audit(Seconds length, Power heat, const PlantResult& cooling);

    std::unique_ptr<Plant> plant_;
    std::unique_ptr<PowerChain> chain_;
    BuildingTotals totals_;
    PlantAudit audit_;
    ClampedHours overloaded_; ///< stages of the chain
    Channel<Power> facility_power_, cooling_power_, loss_power_;
    Channel<double> supply_celsius_, wet_bulb_celsius_, dry_bulb_celsius_, make_up_rate_;
};

} // namespace dcsim
