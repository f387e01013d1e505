#include "models/site/params.h"
#include "models/cooling/plants.h"
#include "models/power/chains.h"
#include <algorithm>
#include <fmt/format.h>

namespace dcsim {

namespace {

NodeAccelerators accelerators(const SiteParams& site)
{
    const std::uint32_t count = site.cluster.node.accelerators;
    if (!site.accelerator) return {.count = count};
    return {.count = count, .idle = site.accelerator->idle, .most = site.accelerator->most};
}

void check_power(Fields& f, const SiteParams& site)
{
    if (f.describing() || !site.host_power) return;
    const std::unique_ptr<HostPower> law = host_power(site);
    if (!site.accelerator && law->needs_accelerators())
        f.problem("power", "adds up accelerators, which the cluster does not state (write accelerator = \"...\")");
}

std::optional<NetworkSize> network_size(const SiteParams& site)
{
    const std::uint32_t count = site.cluster.node.accelerators;
    NetworkSize size{site.cluster.nodes, count, {}, site.network->latency};
    if (!site.network->bandwidth && !site.accelerator) return std::nullopt;
    size.injection = site.network->bandwidth ? *site.network->bandwidth : count * site.accelerator->network.bandwidth;
    return size.injection > Bandwidth{} ? std::optional{size} : std::nullopt;
}

bool shares_cables(const SiteParams& site)
{
    return site.network && site.network->contention != Contention::none;
}

void check_network(Fields& f, const SiteParams& site)
{
    const std::optional<NetworkSize> size = network_size(site);
    if (!size)
        return f.problem("network", "has no bandwidth (write bandwidth = \"400 GB/s\", or the cluster's accelerator)");
    const std::string problem = site.network->topology(*size)->problem();
    if (!problem.empty()) f.problem("network", problem);
}

void network(Fields& f, SiteParams& site, const SiteRegistries& choices)
{
    NetworkParams p;
    const auto read = [&](Fields& t) {
        fields(t, p, choices.topologies);
        if (!t.describing() && p.contention != Contention::none && !site.accelerator)
            t.problem("contention",
                      "has no effect on jobs of given duration (write cluster.accelerator = \"...\", and jobs "
                      "as work)");
    };
    if (f.optional_table("network", "switches and cables between the nodes", read)) site.network = std::move(p);
    if (!f.describing() && site.network && site.network->topology) check_network(f, site);
    f.shorthand("placement", "kind");
    f.one_of("placement", choices.localities, site.cluster.placement, "where in the network a gang is put", "anywhere");
    if (f.describing() || site.network || !site.cluster.placement) return;
    const std::unique_ptr<Locality> locality = site.cluster.placement();
    if (locality && locality->needs_network())
        f.problem("placement", "needs racks and leaves, which [cluster.network] states");
}

void cluster(Fields& f, SiteParams& site, const SiteRegistries& choices)
{
    fields(f, site.cluster);
    f.shorthand("accelerator", "preset");
    AcceleratorParams accelerator;
    if (f.optional_table("accelerator", "each accelerator of a node; work that states what it computes needs one",
                         [&](Fields& t) { fields(t, accelerator); }))
        site.accelerator = accelerator;
    fields(f, site.host);
    f.one_of("power", choices.host_power_laws, site.host_power, "power of one node over the load of its accelerators");
    check_power(f, site);
    network(f, site, choices);
}

void scheduling(Fields& f, SiteParams& site, const SiteRegistries& choices)
{
    f.kind(choices.schedulers, site.scheduler, "who starts when", "easy");
    f.one_of("defer", choices.deferrals, site.deferral, "delays flexible jobs within their slack", "none");
}

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
bool without_power(const SiteParams& site)
{
    return site.host_power && host_power(site)->at(1) <= Power{};
}

void reliability(Fields& f, SiteParams& site, const SiteRegistries& choices)
{
    fields(f, site.reliability, choices.lifetimes);
    if (f.describing() || site.network) return;
    for (const FailureParams& p : site.reliability.failures)
        if (p.unit == FailureUnit::network_switch || p.unit == FailureUnit::cable)
            f.problem("failures." + p.name, "names a part of the network, which [cluster.network] states");
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
               "IT power that plant and chain are built for (default: all nodes at full load)", {.least = kW});
    if (!f.describing() && !pue_given && !p.design_it && without_power(site))
        f.problem("design_it", "is missing, and nodes draw 0 W at full load (plant and chain are sized by it)");
    f.optional("settle_every", p.settle_every, "step of the cooling plant, aligned to UTC",
               {.least = Span{1'000'000'000}, .most = Span{3'600'000'000'000}});
}

/// What a node draws asleep or waking is compared with its idle power.
void check_sleep(Fields& f, const SleepParams& p, const SiteParams& site)
{
    if (f.describing() || !site.host_power) return;
    const Power idle = host_power(site)->at(0);
    if (p.asleep > idle) f.problem("power", "is more than a node draws idle (nodes would sleep at a loss)");
    if (p.wake_power && *p.wake_power < idle)
        f.problem("wake_power", "is less than a node draws idle (what wakes is on)");
}

/// Nodes draw their idle power whatever clocks do, and only work that hardware paces has a clock.
void check_power_cap(Fields& f, const ClockCapParams& p, const SiteParams& site)
{
    if (f.describing() || !site.host_power) return;
    if (!site.accelerator) f.problem("limit", "has no clocks to lower (write cluster.accelerator = \"...\")");
    if (shares_cables(site))
        f.problem("limit", "cannot be held by clocks while gangs slow each other (leave out power_cap or "
                           "cluster.network.contention)");
    const Power idle = site.cluster.nodes * (site.sleep ? site.sleep->asleep : host_power(site)->at(0));
    if (p.limit < idle)
        f.problem("limit",
                  fmt::format("is below what the nodes draw idle, {:.4g} kW (no clock can keep it)", idle / kW));
}

void control(Fields& f, SiteParams& site)
{
    SleepParams sleep;
    const auto read = [&](Fields& t) {
        fields(t, sleep);
        check_sleep(t, sleep, site);
    };
    if (f.optional_table("sleep", "nodes that nobody uses sleep; absent = they stay idle", read)) site.sleep = sleep;
    ClockCapParams cap;
    const auto read_cap = [&](Fields& t) {
        fields(t, cap);
        check_power_cap(t, cap, site);
    };
    if (f.optional_table("power_cap", "clocks of jobs that state their work are lowered to keep IT power below a limit",
                         read_cap))
        site.power_cap = cap;
}

void grid(Fields& f, SupplyParams& p, const SiteRegistries& choices)
{
    f.kind(choices.grids, p.grid, "generation mix of the grid", "typical");
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

std::unique_ptr<HostPower> host_power(const SiteParams& site)
{
    return site.host_power(accelerators(site));
}

std::unique_ptr<Hardware> hardware(const SiteParams& site)
{
    if (!site.accelerator) return nullptr;
    const std::unique_ptr<HostPower> law = host_power(site);
    const NodeAccelerators a = accelerators(site);
    // A law may state a whole node: at rest it is believed, also where it is less than idle accelerators draw.
    NodeHardwareParams p{.accelerator = *site.accelerator, .accelerators = a.count, .host = site.host};
    p.accelerator.idle = std::min(a.idle, law->at(0) / a.count);
    p.host.idle = law->at(0) - a.count * p.accelerator.idle;
    p.host.slope = law->host_slope();
    p.host.cores = site.cluster.node.cores;
    return make_hardware(p);
}

std::unique_ptr<Network> network(const SiteParams& site)
{
    if (!site.network) return nullptr;
    const std::optional<NetworkSize> size = network_size(site);
    require(size.has_value(), "a network without bandwidth is refused when it is read");
    return std::make_unique<Network>(*site.network, *size);
}

void fields(Fields& f, SiteParams& site, const SiteRegistries& choices)
{
    f.table("climate", "weather of the site",
            [&](Fields& t) { t.kind(choices.climates, site.climate, "where it comes from", "typical"); });
    f.table("cluster", "nodes and accelerators", [&](Fields& t) { cluster(t, site, choices); });
    f.table("scheduling", "order and time of jobs", [&](Fields& t) { scheduling(t, site, choices); });
    f.table("reliability", "what fails, and how it is repaired; nothing fails unless it is named here",
            [&](Fields& t) { reliability(t, site, choices); });
    f.table("control", "what is done about power while jobs come and go", [&](Fields& t) { control(t, site); });
    f.table("facility", "cooling and power conversion", [&](Fields& t) { facility(t, site, choices); });
    f.table("supply", "grid, solar, battery", [&](Fields& t) { supply(t, site.supply, choices); });
}

} // namespace dcsim
