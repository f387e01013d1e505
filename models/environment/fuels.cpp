#include "models/environment/fuels.h"

#include <algorithm>

namespace dcsim {

std::optional<std::size_t> fuel_index(std::string_view name)
{
    const auto at = std::ranges::find(fuels, name, &Fuel::name);
    return at == fuels.end() ? std::nullopt : std::optional{static_cast<std::size_t>(at - fuels.begin())};
}

void fields(Fields& f, FuelMix& shares)
{
    for (std::size_t i = 0; i < fuels.size(); ++i)
        f.optional(fuels[i].name, shares[i], "share of generation", {.least = 0.0, .most = 1.0});
}

void fields(Fields& f, FactorSet& set)
{
    set.name = f.preset("factors", "factors", "set of emission factors", "emaps-lca");
    f.optional("factor_basis", set.basis, "lifecycle or direct");
    f.optional("factor_source", set.source, "where the factors come from");
    f.optional("factor_year", set.year, "year that they describe");
    f.table("emission_factors", "carbon per energy generated, by fuel", [&](Fields& t) {
        for (std::size_t i = 0; i < fuels.size(); ++i)
            t.optional(fuels[i].name, set.factors[i], "carbon per energy", {.least = Intensity{}});
    });
}

std::optional<std::string_view> without_factor(const FuelMix& generation, const FactorSet& set)
{
    for (std::size_t i = 0; i < fuels.size(); ++i)
        if (generation[i] != 0 && !set.factors[i]) return fuels[i].name;
    return std::nullopt;
}

Intensity intensity(const FuelMix& generation, const FactorSet& set)
{
    if (const auto fuel = without_factor(generation, set))
        throw IoError{"the grid generates from " + std::string{*fuel} + ", but the factor set '" + set.name +
                      "' has no factor for it"};
    double emitted = 0;
    for (std::size_t i = 0; i < fuels.size(); ++i)
        if (generation[i] != 0) emitted += generation[i] * set.factors[i]->si();
    return Intensity{emitted / total(generation)};
}

double carbon_free_share(const FuelMix& generation)
{
    double clean = 0;
    for (std::size_t i = 0; i < fuels.size(); ++i)
        if (fuels[i].carbon_free) clean += generation[i];
    return clean / total(generation);
}

double total(const FuelMix& generation)
{
    double sum = 0;
    for (const double g : generation) sum += g;
    return sum;
}

} // namespace dcsim
