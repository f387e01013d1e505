#pragma once
#include "sim/base/units.h"
#include "sim/config/fields.h"
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace dcsim {

/// What a grid's electricity is made from, with the codes of hourly generation files: those of US EIA-930, which counts
/// biomass among OTH, and BIO.
struct Fuel {
    std::string_view name, code;
    bool carbon_free; ///< no direct emissions; biomass burns, so it is not
};
inline constexpr std::array<Fuel, 10> fuels{{{"coal", "COL", false},
                                             {"gas", "NG", false},
                                             {"oil", "OIL", false},
                                             {"biomass", "BIO", false},
                                             {"geothermal", "GEO", true},
                                             {"hydro", "WAT", true},
                                             {"nuclear", "NUC", true},
                                             {"solar", "SUN", true},
                                             {"wind", "WND", true},
                                             {"other", "OTH", false}}};

/// Where a fuel stands in the table, if it does.
std::optional<std::size_t> fuel_index(std::string_view name);

using FuelMix = std::array<double, fuels.size()>; ///< shares or generation, in the order of `fuels`

/// A named set of emission factors. Which carbon number a result is depends on nothing more than on this.
struct FactorSet {
    std::string name, basis, source; ///< basis: lifecycle or direct
    int year{0};
    std::array<std::optional<Intensity>, fuels.size()> factors{};
};

/// Shares of a table `{wind = 0.5, solar = 0.2, ...}`.
void fields(Fields& f, FuelMix& shares);
/// `factors = "emaps-lca"` or a table `emission_factors` of one's own.
void fields(Fields& f, FactorSet& set);

/// Average intensity of a mix. A fuel that generates but has no factor is an IoError that names both.
Intensity intensity(const FuelMix& generation, const FactorSet& set);
/// The first fuel that generates and has no factor.
std::optional<std::string_view> without_factor(const FuelMix& generation, const FactorSet& set);
double carbon_free_share(const FuelMix& generation);
double total(const FuelMix& generation);

} // namespace dcsim
