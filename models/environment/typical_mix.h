#pragma once
#include "models/environment/fuels.h"
#include "models/environment/typical_year.h"
#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace dcsim {

/// One series of hourly generation or demand: its means, and what varies around them.
struct HourlyYear {
    std::vector<double> hourly;                 ///< MW, means by month and UTC hour
    double residual_sd{0};                      ///< root mean square over the annual mean
    double residual_lag1{0}, residual_lag24{0}; ///< autocorrelation of the residual
};

/// What a zone generates from. The balancing fuel makes what the others leave of the demand.
struct GenerationYear {
    std::array<std::optional<HourlyYear>, fuels.size()> by_fuel{};
    HourlyYear demand;
    std::size_t balancing{1}; ///< index in `fuels`
    bool given() const;
};
/// `generation`, and where it is there `demand` and `balancing`.
void fields(Fields& f, GenerationYear& g);

/// Generation by fuel for every hour of a run: lognormal around the table, so that means stay; the sun makes less of a
/// difference where there is little of it. The balancing fuel never makes less than a quarter of what it usually does
/// at that hour: below it wind is curtailed, then coal, then the others in the order of the table of fuels.
class TypicalMix {
public:
    explicit TypicalMix(const GenerationYear& g);
    std::vector<FuelMix> mix(const RunContext& run, std::string_view zone, const SeriesWindow& window) const;

private:
    struct Source {
        MonthHourTable table;
        double mean{0}, spread{0}; ///< spread: standard deviation of the logarithm
        Persistence persistence;
    };
    static Source source(const HourlyYear& y, bool sun);
    void add_source(std::vector<FuelMix>& mix, std::size_t fuel, const std::vector<double>& noise,
                    const SeriesWindow& window) const;
    void balance(FuelMix& mix, double demand, std::int64_t unix_ns) const;

    std::array<std::optional<Source>, fuels.size()> by_fuel_;
    MonthHourTable demand_;
    double demand_sd_{0};
    Persistence demand_persistence_;
    std::size_t balancing_;
};

} // namespace dcsim
