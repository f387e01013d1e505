#pragma once
#include "models/cooling/plants.h"
#include "models/power/chains.h"
#include <algorithm>
#include <vector>

namespace dcsim {

/// Sums of one plant with its power chain at a steady IT load.
struct YearSums {
    Energy it{}, chain{}, cooling{}, unmet{};
    Volume make_up{};
    double most_supply_celsius{-100};

    double pue() const { return (it + chain + cooling) / it; }
    double wue_l_kwh() const { return make_up / litre / (it / kWh); }
};

/// Runs through hourly states, held for an hour each, in steps of `step`.
inline YearSums run(Plant& plant, const PowerChain& chain, Power it, const std::vector<Air>& hours, Span step)
{
    YearSums sums;
    const LoadMoments load{it, it.si() * it.si()};
    const ChainLosses indoors = chain.losses(load, Power{});
    const Power heat = it + indoors.psu + indoors.distribution + indoors.ups;
    const Seconds length = seconds(step);
    for (Time now{}; seconds(now) < hour * static_cast<double>(hours.size()); now = now + step) {
        const Air& air = hours[static_cast<std::size_t>(seconds(now) / hour)];
        const PlantResult r = plant.step({now, now + step}, heat, air);
        sums.it += it * length;
        sums.cooling += r.total() * length;
        sums.chain += chain.losses(load, r.total()).total() * length;
        sums.unmet += Power{r.unmet_heat_w} * length;
        sums.make_up += r.make_up();
        sums.most_supply_celsius = std::max(sums.most_supply_celsius, r.supply_celsius);
    }
    return sums;
}

} // namespace dcsim
