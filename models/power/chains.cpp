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

struct ChainParams {
    LossCurve ups;
    int ups_units{1};
    double transformer_margin{1.25}; ///< rating over the design IT power: losses and cooling pass through it
    PsuClass psu{PsuClass::titanium};
    std::optional<Power> psu_rating{}; ///< of the supplies of one node that share its load; absent = its full power
};

void fields(Fields& f, ChainParams& p)
{
    f.optional("ups_units", p.ups_units, "UPS units of the full design power that share the load (2 = 2N)",
               {.least = 1, .most = 16});
    f.optional("transformer_margin", p.transformer_margin, "rating of the transformer over the design IT power",
               {.least = 1.0, .most = 5.0});
    f.word("psu", p.psu, {{"gold", PsuClass::gold}, {"platinum", PsuClass::platinum}, {"titanium", PsuClass::titanium}},
           "class of the server power supplies; counts for nodes whose power is stated at dc");
    f.optional("psu_rating", p.psu_rating,
               "rating of all supplies that share the load of one node (default: the node's full power)",
               {.above = Power{}});
}

/// Rack inlet <- busway <- UPS <- transformer <- utility. Cooling joins at the transformer.
class Chain final : public PowerChain {
public:
    Chain(const ChainParams& p, const ChainSize& size)
        : psu_{p.psu},
          node_rating_{p.psu_rating.value_or(size.node_full)},
          size_{size},
          busway_{busway, size.design_it, 1},
          ups_{p.ups, size.design_it, p.ups_units},
          transformer_{medium_voltage_transformer, p.transformer_margin * size.design_it, 1}
    {
    }

    ChainLosses losses(const LoadMoments& it, Power cooling) const override
    {
        ChainLosses l;
        const LoadMoments racks = at_racks(it, l.psu);
        l.distribution = busway_.loss(racks);
        const LoadMoments ups_output = busway_.input(racks);
        l.ups = ups_.loss(ups_output);
        l.transformer = transformer_.loss(beside(ups_.input(ups_output), cooling));
        return l;
    }

    Power supply_loss(Power node) const override
    {
        if (size_.node_power == PowerBasis::wall || node_rating_ <= Power{}) return {};
        return psu_loss_fraction(psu_, node / node_rating_) * node_rating_;
    }

private:
    /// Adds the loss of power supplies where the nodes' power is behind them; its spread is that of the load. Unless it
    /// is known node by node, all supplies share the mean load.
    LoadMoments at_racks(const LoadMoments& it, Power& psu_loss) const
    {
        if (size_.node_power == PowerBasis::wall || size_.design_it <= Power{}) return it;
        psu_loss = it.supplies.value_or(psu_loss_fraction(psu_, it.mean / size_.design_it) * size_.design_it);
        return beside(it, psu_loss);
    }

    /// The load together with a steady one.
    static LoadMoments beside(const LoadMoments& load, Power steady)
    {
        const double w = steady.si();
        return {load.mean + steady, load.mean_square_w2 + 2 * load.mean.si() * w + w * w};
    }

    PsuClass psu_;
    Power node_rating_;
    ChainSize size_;
    ConversionStage busway_, ups_, transformer_;
};

class NoChain final : public PowerChain {
public:
    ChainLosses losses(const LoadMoments&, Power) const override { return {}; }
};

Row<PowerChain, ChainSize> chain(std::string name, std::string summary, ChainParams defaults)
{
    return {std::move(name), std::move(summary), [defaults](Fields& f) -> Maker<PowerChain, ChainSize> {
                ChainParams p = defaults;
                fields(f, p);
                return [p](const ChainSize& size) { return std::make_unique<Chain>(p, size); };
            }};
}

} // namespace

std::unique_ptr<PowerChain> no_chain()
{
    return std::make_unique<NoChain>();
}

Registry<PowerChain, ChainSize> chains()
{
    return {
        chain("2n-double", "two double-conversion UPS, each able to carry the site", {double_conversion, 2}),
        chain("eco", "two UPS in eco mode", {eco_mode, 2}),
        chain("rack-battery", "batteries in the racks instead of a central UPS", {rack_battery_unit, 1}),
        {std::string{lossless}, "no conversion losses",
         [](Fields&) -> Maker<PowerChain, ChainSize> { return [](const ChainSize&) { return no_chain(); }; }},
    };
}

} // namespace dcsim
