#include "models/power/chains.h"
#include "models/power/conversion_stage.h"
#include "models/power/psu.h"

namespace dcsim {

namespace {

// Loss curves: double conversion and eco mode have fixed losses of the order of 40 % of the total [Schneider WP 157];
// transformer 1.0-1.5 % at full load. Engineering defaults within these bounds.
constexpr LossCurve double_conversion{0.008, 0.010, 0.012};
constexpr LossCurve eco_mode{0.003, 0.004, 0.003};
constexpr LossCurve rack_battery_unit{0, 0.005, 0};
constexpr LossCurve busway{0.002, 0, 0.008};
constexpr LossCurve medium_voltage_transformer{0.0015, 0, 0.0085};

/// The power supplies of servers. They are IT, whatever stands between meter and rack inlet.
struct NodeSupplyParams {
    PsuClass psu{PsuClass::titanium};
    std::optional<Power> rating{}; ///< of the supplies of one node that share its load; absent = its full power
};

void fields(Fields& f, NodeSupplyParams& p)
{
    f.word("psu", p.psu, {{"gold", PsuClass::gold}, {"platinum", PsuClass::platinum}, {"titanium", PsuClass::titanium}},
           "class of the server power supplies; counts for nodes whose power is stated at dc");
    f.optional("psu_rating", p.rating,
               "rating of all supplies that share the load of one node (default: the node's full power)",
               {.above = Power{}});
}

struct ChainParams {
    LossCurve ups;
    int ups_units{1};
    double transformer_margin{1.25}; ///< rating over the design IT power: losses and cooling pass through it
    NodeSupplyParams supplies{};
};

void fields(Fields& f, ChainParams& p)
{
    f.optional("ups_units", p.ups_units,
               "UPS units of the full design power that share the load (2 = 2N). Stages carry what is more than their "
               "rating and count the hours, as limits of models are counted",
               {.least = 1, .most = 16});
    f.optional(
        "transformer_margin", p.transformer_margin,
        "rating of the transformer over the design IT power; losses and cooling pass through it as well, so that "
        "1.25 is too little for air-cooled chillers at full load",
        {.least = 1.0, .most = 5.0});
    fields(f, p.supplies);
}

/// Nodes that are stated at the wall have none beside their power.
class NodeSupplies {
public:
    NodeSupplies(const NodeSupplyParams& p, const ChainSize& size)
        : psu_{p.psu}, node_rating_{p.rating.value_or(size.node_full)}, size_{size}
    {
    }

    Power loss(Power node) const
    {
        if (size_.node_power == PowerBasis::wall || node_rating_ <= Power{}) return {};
        return psu_loss_fraction(psu_, node / node_rating_) * node_rating_;
    }

    /// Of all nodes. Unless it is known node by node, all supplies share the mean load.
    Power loss(const LoadMoments& it) const
    {
        if (size_.node_power == PowerBasis::wall || size_.design_it <= Power{}) return {};
        return it.supplies.value_or(psu_loss_fraction(psu_, it.mean / size_.design_it) * size_.design_it);
    }

private:
    PsuClass psu_;
    Power node_rating_;
    ChainSize size_;
};

/// The load together with a steady one.
LoadMoments beside(const LoadMoments& load, Power steady)
{
    const double w = steady.si();
    return {load.mean + steady, load.mean_square_w2 + 2 * load.mean.si() * w + w * w};
}

/// Rack inlet <- busway <- UPS <- transformer <- utility. Cooling joins at the transformer.
class Chain final : public PowerChain {
public:
    Chain(const ChainParams& p, const ChainSize& size)
        : supplies_{p.supplies, size},
          busway_{busway, size.design_it, 1},
          ups_{p.ups, size.design_it, p.ups_units},
          transformer_{medium_voltage_transformer, p.transformer_margin * size.design_it, 1}
    {
    }

    ChainLosses losses(const LoadMoments& it, Power cooling) const override
    {
        ChainLosses l;
        l.psu = supplies_.loss(it);
        const LoadMoments racks = beside(it, l.psu); // whose spread is taken as that of the load
        l.distribution = busway_.loss(racks);
        const LoadMoments ups_output = busway_.input(racks);
        l.ups = ups_.loss(ups_output);
        const LoadMoments transformer_output = beside(ups_.input(ups_output), cooling);
        l.transformer = transformer_.loss(transformer_output);
        l.distribution_overloaded = busway_.overloaded(racks.mean);
        l.ups_overloaded = ups_.overloaded(racks.mean); // a UPS is named by the IT it feeds: the busway loses on top
        l.transformer_overloaded = transformer_.overloaded(transformer_output.mean);
        return l;
    }

    Power supply_loss(Power node) const override { return supplies_.loss(node); }

private:
    NodeSupplies supplies_;
    ConversionStage busway_, ups_, transformer_;
};

/// The meter stands at the rack inlet.
class NoChain final : public PowerChain {
public:
    NoChain(const NodeSupplyParams& p, const ChainSize& size) : supplies_{p, size} {}

    ChainLosses losses(const LoadMoments& it, Power) const override
    {
        ChainLosses l;
        l.psu = supplies_.loss(it);
        return l;
    }
    Power supply_loss(Power node) const override { return supplies_.loss(node); }

private:
    NodeSupplies supplies_;
};

/// What another chain says of the supplies, and nothing of the rest.
class SuppliesAlone final : public PowerChain {
public:
    explicit SuppliesAlone(std::unique_ptr<PowerChain> chain) : chain_{std::move(chain)} {}

    ChainLosses losses(const LoadMoments& it, Power cooling) const override
    {
        ChainLosses l;
        l.psu = chain_->losses(it, cooling).psu;
        return l;
    }
    Power supply_loss(Power node) const override { return chain_->supply_loss(node); }

private:
    std::unique_ptr<PowerChain> chain_;
};

template <class Made, class Params>
Row<PowerChain, ChainSize> chain(std::string name, std::string summary, Params defaults)
{
    return {std::move(name), std::move(summary), [defaults](Fields& f) -> Maker<PowerChain, ChainSize> {
                Params p = defaults;
                fields(f, p);
                return [p](const ChainSize& size) { return std::make_unique<Made>(p, size); };
            }};
}

} // namespace

std::unique_ptr<PowerChain> supplies_alone(std::unique_ptr<PowerChain> chain)
{
    return std::make_unique<SuppliesAlone>(std::move(chain));
}

Registry<PowerChain, ChainSize> chains()
{
    return {
        chain<Chain>("2n-double", "two double-conversion UPS, each able to carry the site",
                     ChainParams{double_conversion, 2}),
        chain<Chain>("eco", "two UPS in eco mode", ChainParams{eco_mode, 2}),
        chain<Chain>("rack-battery", "batteries in the racks instead of a central UPS",
                     ChainParams{rack_battery_unit, 1}),
        chain<NoChain>(std::string{lossless}, "no losses between utility meter and rack inlet", NodeSupplyParams{}),
    };
}

} // namespace dcsim
