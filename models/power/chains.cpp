#include "models/power/chains.h"
#include "models/power/psu.h"
#include "models/power/stage.h"

namespace dcsim {

namespace {

// Loss curves: double conversion and eco mode have fixed losses of the order of 40 % of the total [Schneider WP 157];
// transformer 1.0-1.5 % at full load. Engineering defaults within these bounds.
constexpr LossCurve double_conversion{0.008, 0.010, 0.012};
constexpr LossCurve eco_mode{0.003, 0.004, 0.003};
constexpr LossCurve rack_battery_unit{0, 0.005, 0};
constexpr LossCurve busway{0.002, 0, 0.008};
constexpr LossCurve medium_voltage_transformer{0.0015, 0, 0.0085};

enum class Supplies : std::uint8_t { in_nodes, gold, platinum, titanium };

struct ChainParams {
    LossCurve ups;
    int ups_units{1};
    double transformer_margin{1.25}; ///< rating over the design IT power: losses and cooling pass through it
    Supplies psu{Supplies::in_nodes};
};

void fields(Fields& f, ChainParams& p)
{
    f.optional("ups_units", p.ups_units, "UPS units of the full design power that share the load (2 = 2N)",
               {.least = 1, .most = 16});
    f.optional("transformer_margin", p.transformer_margin, "rating of the transformer over the design IT power",
               {.least = 1.0, .most = 5.0});
    f.word("psu", p.psu,
           {{"in-nodes", Supplies::in_nodes},
            {"gold", Supplies::gold},
            {"platinum", Supplies::platinum},
            {"titanium", Supplies::titanium}},
           "class of the server power supplies; in-nodes = the nodes' power is already wall power");
}

PsuClass psu_class(Supplies s)
{
    switch (s) {
    case Supplies::gold: return PsuClass::gold;
    case Supplies::platinum: return PsuClass::platinum;
    case Supplies::titanium: return PsuClass::titanium;
    case Supplies::in_nodes: break;
    }
    broken("nodes at wall power have no supplies in the chain", std::source_location::current());
}

/// Rack inlet <- busway <- UPS <- transformer <- utility. Cooling joins at the transformer.
class Chain final : public PowerChain {
public:
    Chain(const ChainParams& p, Power design_it)
        : supplies_{p.psu},
          design_it_{design_it},
          busway_{busway, design_it, 1},
          ups_{p.ups, design_it, p.ups_units},
          transformer_{medium_voltage_transformer, p.transformer_margin * design_it, 1}
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

private:
    /// Adds the loss of power supplies where the nodes' power is behind them; its spread is that of the load.
    LoadMoments at_racks(const LoadMoments& it, Power& psu_loss) const
    {
        if (supplies_ == Supplies::in_nodes || design_it_ <= Power{}) return it;
        psu_loss = psu_loss_fraction(psu_class(supplies_), it.mean / design_it_) * design_it_;
        return beside(it, psu_loss);
    }

    /// The load together with a steady one.
    static LoadMoments beside(const LoadMoments& load, Power steady)
    {
        const double w = steady.si();
        return {load.mean + steady, load.mean_square_w2 + 2 * load.mean.si() * w + w * w};
    }

    Supplies supplies_;
    Power design_it_;
    Stage busway_, ups_, transformer_;
};

class NoChain final : public PowerChain {
public:
    ChainLosses losses(const LoadMoments&, Power) const override { return {}; }
};

Row<PowerChain, Power> chain(std::string name, std::string summary, ChainParams defaults)
{
    return {std::move(name), std::move(summary), [defaults](Fields& f) -> Maker<PowerChain, Power> {
                ChainParams p = defaults;
                fields(f, p);
                return [p](Power design_it) { return std::make_unique<Chain>(p, design_it); };
            }};
}

} // namespace

std::unique_ptr<PowerChain> no_chain()
{
    return std::make_unique<NoChain>();
}

Registry<PowerChain, Power> chains()
{
    return {
        chain("2n-double", "two double-conversion UPS, each able to carry the site", {double_conversion, 2}),
        chain("eco", "two UPS in eco mode", {eco_mode, 2}),
        chain("rack-battery", "batteries in the racks instead of a central UPS", {rack_battery_unit, 1}),
        {"none", "no conversion losses",
         [](Fields&) -> Maker<PowerChain, Power> { return [](Power) { return no_chain(); }; }},
    };
}

} // namespace dcsim
