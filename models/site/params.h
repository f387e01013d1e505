#pragma once
#include "models/cluster/params.h"
#include "models/compute/node_hardware.h"
#include "models/control/power_cap.h"
#include "models/control/sleep.h"
#include "models/energy/battery.h"
#include "models/energy/pv.h"
#include "models/energy/supply.h"
#include "models/reliability/params.h"
#include "models/site/registries.h"
#include <optional>

namespace dcsim {

struct FacilityParams {
    Maker<Plant, PlantSize> plant;
    Maker<PowerChain, ChainSize> chain;
    std::optional<Power> design_it; ///< absent = every node at full load
    Span settle_every{60'000'000'000};
};

struct SolarParams {
    Power peak{}; ///< DC, under standard conditions
    PvParams field;
};

struct SupplyParams {
    Maker<GridSource> grid;
    Maker<PriceSource> price;
    ForecastMaker<Intensity> carbon_forecast;
    ForecastMaker<Price> price_forecast;
    std::optional<SolarParams> solar;
    std::optional<BatteryParams> battery;
    Maker<Dispatch> dispatch;
    ExportRule exports;
};

/// One site as the scenario describes it: `climate`, `cluster`, `scheduling`, `reliability`, `control`, `facility`,
/// `supply`.
struct SiteParams {
    Maker<WeatherSource> climate;
    ClusterParams cluster;
    std::optional<AcceleratorParams> accelerator; ///< without one, no work can be given by what it computes
    HostParams host;                              ///< its powers are those of the law
    std::optional<NetworkParams> network;         ///< between the nodes; without one only their own links are known
    Maker<HostPower, NodeAccelerators> host_power;
    Maker<Scheduler> scheduler;
    Maker<Deferral> deferral;
    ReliabilityParams reliability;           ///< without a way to fail, nothing fails
    std::optional<SleepParams> sleep;        ///< absent: nodes never sleep
    std::optional<ClockCapParams> power_cap; ///< absent: jobs run at their own clocks
    FacilityParams facility;
    SupplyParams supply;
};

/// The law of one node's power.
std::unique_ptr<HostPower> host_power(const SiteParams& site);
/// What paces work; null where the cluster states no accelerator.
std::unique_ptr<Hardware> hardware(const SiteParams& site);

/// The network between the nodes; null where the cluster states none.
std::unique_ptr<Network> network(const SiteParams& site);

/// Declares the tables of a site; `choices` supplies what `kind` may name.
void fields(Fields& f, SiteParams& site, const SiteRegistries& choices);

} // namespace dcsim
