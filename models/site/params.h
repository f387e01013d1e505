#pragma once
#include "models/energy/battery.h"
#include "models/energy/pv.h"
#include "models/energy/supply.h"
#include "models/site/pool_params.h"
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

/// One site as the scenario describes it: its pools, `climate`, `facility`, `supply`.
struct SiteParams {
    Maker<WeatherSource> climate;
    std::vector<PoolParams> pools{1}; ///< the main one, and [pool.NAME]
    FacilityParams facility;
    SupplyParams supply;

    PoolParams& main() { return pools.front(); }
    const PoolParams& main() const { return pools.front(); }
};

/// Declares the tables of a site; `choices` supplies what `kind` may name.
void fields(Fields& f, SiteParams& site, const SiteRegistries& choices);

} // namespace dcsim
