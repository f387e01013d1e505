#include "models/environment/grid_source.h"

namespace dcsim {

GridSeries grid_of_mix(const SeriesWindow& window, const std::vector<FuelMix>& mix, const FactorSet& set)
{
    std::vector<Intensity> average;
    std::vector<double> clean;
    std::array<std::vector<double>, fuels.size()> shares;
    for (const FuelMix& made : mix) {
        average.push_back(intensity(made, set));
        clean.push_back(carbon_free_share(made));
        for (std::size_t i = 0; i < fuels.size(); ++i) shares[i].push_back(made[i] / total(made));
    }
    GridSeries grid;
    grid.average = Signal<Intensity>{window.first, window.step, std::move(average)};
    grid.carbon_free = Signal<double>{window.first, window.step, std::move(clean)};
    for (std::size_t i = 0; i < fuels.size(); ++i)
        grid.share_by_fuel.emplace(fuels[i].name, Signal<double>{window.first, window.step, std::move(shares[i])});
    grid.basis = "average, production, " + set.basis;
    return grid;
}

} // namespace dcsim
