#include "models/site/registries.h"
#include "models/compute/host_power_laws.h"
#include "models/cooling/plants.h"
#include "models/energy/dispatch.h"
#include "models/power/chains.h"
#include "models/scheduling/registry.h"

namespace dcsim {

SiteRegistries built_in_site()
{
    return {
        .climates = climates(),
        .grids = grids(),
        .prices = prices(),
        .carbon_forecasts = forecasts<Intensity>(),
        .price_forecasts = forecasts<Price>(),
        .host_power_laws = host_power_laws(),
        .topologies = topologies(),
        .localities = localities(),
        .schedulers = schedulers(),
        .deferrals = deferrals(),
        .plants = plants(),
        .chains = chains(),
        .dispatches = dispatches(),
        .lifetimes = lifetimes(),
    };
}

} // namespace dcsim
