#pragma once
#include "models/cluster/locality.h"
#include "models/environment/environment.h"
#include "models/network/network.h"
#include "models/reliability/lifetimes.h"
#include "models/vocabulary/facility.h"
#include "models/vocabulary/host_power.h"
#include "models/vocabulary/scheduling.h"
#include "models/vocabulary/supply.h"
#include "sim/config/fields.h"

namespace dcsim {

/// Everything that a scenario can choose by name at a site. A value handed down from main, so that tests and programs
/// outside this tree append rows.
struct SiteRegistries {
    Registry<WeatherSource> climates;
    Registry<GridSource> grids;
    Registry<PriceSource> prices;
    ForecastRegistry<Intensity> carbon_forecasts;
    ForecastRegistry<Price> price_forecasts;
    Registry<HostPower, NodeAccelerators> host_power_laws; ///< given the accelerators of a node
    TopologyRegistry topologies;
    Registry<Locality> localities;
    Registry<Scheduler> schedulers;
    Registry<Deferral> deferrals;
    Registry<Plant, PlantSize> plants;
    Registry<PowerChain, ChainSize> chains;
    Registry<Dispatch> dispatches;
    LifetimeRows lifetimes; ///< between failures, and of repairs
};

/// The rows that come with the program.
SiteRegistries built_in_site();

} // namespace dcsim
