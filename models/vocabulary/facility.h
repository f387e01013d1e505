#pragma once
#include "models/vocabulary/host_power.h"
#include "models/vocabulary/weather.h"
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace dcsim {

/// Cooling over one interval: means of power, totals of water.
struct PlantResult {
    Power fans{}, pumps{}, compressors{}, rejection_fans{}; ///< rejection: tower or dry-cooler fans
    Power other{};                                          ///< office and what else the plant's boundary holds
    Volume evaporation{}, drift{}, blowdown{};              ///< make-up is their sum
    double supply_celsius{24};                              ///< air or coolant offered to the IT
    double unmet_heat_w{0};                                 ///< heat that the plant could not reject
    Power rejected{}, stored{}; ///< heat + fans + pumps + compressors = rejected to the ambient + stored in the loop
    Power total() const { return fans + pumps + compressors + rejection_fans + other; }
    Volume make_up() const { return evaporation + drift + blowdown; }
};

/// What a plant is built for.
struct PlantSize {
    Power design_it{}; ///< greatest power at the IT boundary
    double elevation_m{0};
};

/// A cooling plant: called once per settlement interval with the exact mean heat over it.
class Plant {
public:
    virtual ~Plant() = default;
    virtual PlantResult step(Interval, Power heat, const Air&) = 0;
    virtual std::map<std::string, double> clamped_hours() const = 0; ///< by component: hours outside a model's range
    /// True where the plant's figure already holds the conversion losses (a given PUE): the chain is then `none`.
    virtual bool includes_power_chain() const { return false; }
    virtual void state(Archive&) = 0;
};

/// IT power over one interval as the losses of convex stages need it.
struct LoadMoments {
    Power mean{};
    double mean_square_w2{0};        ///< time mean of power squared
    std::optional<Power> supplies{}; ///< mean loss of the nodes' power supplies, where it is known node by node
};

struct ChainLosses {
    Power psu{}, distribution{}, ups{}, transformer{};
    /// The mean over the interval is more than the stage is rated for; it carries that.
    bool distribution_overloaded{false}, ups_overloaded{false}, transformer_overloaded{false};
    Power total() const { return psu + distribution + ups + transformer; }
};

/// What a power chain is built for.
struct ChainSize {
    Power design_it{};                       ///< greatest power at the IT boundary
    PowerBasis node_power{PowerBasis::wall}; ///< dc: the supplies of the servers belong to the chain
    Power node_full{};                       ///< of one node at full load, for its supplies
};

/// Power conversion between utility meter and IT boundary. Losses, not efficiencies.
class PowerChain {
public:
    virtual ~PowerChain() = default;
    /// `it`: power of the nodes, at the basis that the chain was built for; `cooling`: fed beside the UPS, through the
    /// transformer.
    virtual ChainLosses losses(const LoadMoments& it, Power cooling) const = 0;
    /// Loss of the supplies of one node that draws `node` behind them; 0 where nodes are stated at the wall.
    virtual Power supply_loss(Power /*node*/) const { return {}; }
};

} // namespace dcsim
