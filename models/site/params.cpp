#include "models/site/params.h"
#include "models/cooling/plants.h"
#include "models/power/chains.h"
#include <algorithm>

namespace dcsim {

namespace {

/// The same rows; the one that is read writes its name to `chosen`, which outlives them.
template <class I, class... Context> Registry<I, Context...> telling(Registry<I, Context...> rows, std::string& chosen)
{
    for (Row<I, Context...>& row : rows)
        row.read = [read = row.read, name = row.name, &chosen](Fields& f) {
            chosen = name;
            return read(f);
        };
    return rows;
}

/// Nodes that draw nothing at full load.
bool without_power(const PoolParams& pool)
{
    return pool.host_power && host_power(pool)->at(1) <= Power{};
}

void facility(Fields& f, SiteParams& site, const SiteRegistries& choices)
{
    FacilityParams& p = site.facility;
    std::string plant, chain;
    f.kind(telling(choices.plants, plant), p.plant, "cooling plant", "water-chiller-wse");
    const bool pue_given = !f.describing() && plant == given_pue;
    const std::string_view usual = pue_given ? lossless : "2n-double";
    f.one_of("power", telling(choices.chains, chain), p.chain, "conversion between utility meter and IT", usual);
    if (pue_given && !chain.empty() && chain != lossless)
        f.problem("power", "has no effect with a given PUE, which holds the conversion losses (leave it out)");
    f.optional("design_it", p.design_it,
               "IT power at the rack inlet that plant and chain are built for (default: all nodes at full load, with "
               "the loss of their power supplies where they are stated at dc)",
               {.least = kW});
    if (!f.describing() && !pue_given && !p.design_it && std::ranges::all_of(site.pools, without_power))
        f.problem("design_it", "is missing, and nodes draw 0 W at full load (plant and chain are sized by it)");
    f.optional("settle_every", p.settle_every,
               "step over which plant and supply see the mean of the load, aligned to UTC: what solar power covers "
               "within it is not told apart",
               {.least = Span{1'000'000'000}, .most = Span{3'600'000'000'000}});
}

void pool(Fields& f, Fields& t, const std::string& name, SiteParams& site, const SiteRegistries& choices)
{
    PoolParams p;
    p.name = name;
    fields(t, p, choices);
    if (name == main_pool)
        return f.problem("pool", "has the entry main, which [cluster] describes (choose another name)");
    site.pools.push_back(std::move(p));
}

void grid(Fields& f, SupplyParams& p, const SiteRegistries& choices)
{
    f.kind(choices.grids, p.grid, "generation mix of the grid", "typical");
    f.shorthand("price", "fixed", "price");
    f.one_of("price", choices.prices, p.price, "price of the energy bought", "time-of-use");
    f.one_of("forecast", choices.carbon_forecasts, p.carbon_forecast,
             "what schedulers and dispatch see of the intensity", "noisy");
    f.one_of("price_forecast", choices.price_forecasts, p.price_forecast, "what they see of the price", "oracle");
}

void solar(Fields& f, SolarParams& p)
{
    f.required("peak", p.peak, "DC power under standard conditions; 0 W = none", {.least = Power{}});
    fields(f, p.field);
}

void supply(Fields& f, SupplyParams& p, const SiteRegistries& choices)
{
    f.table("grid", "the grid that the site buys from", [&](Fields& t) { grid(t, p, choices); });
    SolarParams field;
    if (f.optional_table("solar", "photovoltaics on site", [&](Fields& t) { solar(t, field); })) p.solar = field;
    BatteryParams battery;
    const bool stored = f.optional_table("battery", "battery on site", [&](Fields& t) {
        fields(t, battery);
        t.one_of("dispatch", choices.dispatches, p.dispatch, "what the battery does when", "self-consumption");
    });
    if (stored) p.battery = battery;
    f.table("export", "what may be fed into the grid", [&](Fields& t) { fields(t, p.exports); });
}

} // namespace

void fields(Fields& f, SiteParams& site, const SiteRegistries& choices)
{
    f.table("climate", "weather of the site",
            [&](Fields& t) { t.kind(choices.climates, site.climate, "where it comes from", "typical"); });
    fields(f, site.main(), choices);
    f.each("pool", "more nodes, of another kind, with a queue of their own; [cluster] describes pool main",
           [&](const std::string& name, Fields& t) { pool(f, t, name, site, choices); });
    f.table("facility", "cooling and power conversion", [&](Fields& t) { facility(t, site, choices); });
    f.table("supply", "grid, solar, battery", [&](Fields& t) { supply(t, site.supply, choices); });
}

} // namespace dcsim
