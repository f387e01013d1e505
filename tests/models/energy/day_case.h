#pragma once
#include "models/energy/supply.h"
#include <array>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

/// One day of hourly data at a constant load of 1 MW, worked out by hand for the tests of the supply.
namespace dcsim::day_case {

using Hours = std::array<double, 24>;
inline constexpr Hours solar_mw{0,   0,   0,   0,   0,   0,   0.2, 0.7, 1.3, 1.9, 2.4, 2.7,
                                2.8, 2.7, 2.4, 1.9, 1.3, 0.7, 0.2, 0,   0,   0,   0,   0};
inline constexpr Hours intensity_g_kwh{300, 295, 290, 290, 300, 320, 350, 340, 300, 250, 210, 190,
                                       180, 185, 200, 240, 300, 380, 420, 430, 410, 380, 350, 320};
inline constexpr Hours price_per_mwh{60, 55, 52, 50, 55, 65,  80,  85,  70,  50, 35, 25,
                                     20, 22, 30, 50, 80, 120, 150, 140, 110, 90, 75, 65};
inline constexpr Span one_hour{3'600'000'000'000};

constexpr Time at_hour(double h)
{
    return {static_cast<std::int64_t>(h * 3600e9)};
}
inline constexpr Interval day_one{Time{0}, at_hour(24)};

/// The day repeated for three days, first value at `first`.
template <class Q> Signal<Q> hourly(const Hours& values, Q unit, Time first = Time{0})
{
    std::vector<Q> repeated;
    for (int d = 0; d < 3; ++d)
        for (const double v : values) repeated.push_back(v * unit);
    return Signal<Q>{first, one_hour, std::move(repeated)};
}

/// One rule for ever.
class Fixed final : public Dispatch {
public:
    explicit Fixed(DispatchRule rule) : rule_{rule} {}
    DispatchRule choose(const SupplyView&) override { return rule_; }
    void state(Archive&) override {}

private:
    DispatchRule rule_;
};

inline SupplyParts grid_only(Signal<Intensity> average = hourly(intensity_g_kwh, gram_per_kWh))
{
    GridSeries grid;
    grid.average = std::move(average);
    grid.carbon_free = Signal<double>{0.25};
    SupplyParts parts;
    parts.grid = std::make_shared<const GridSeries>(std::move(grid));
    parts.price = std::make_shared<const PriceSeries>(PriceSeries{hourly(price_per_mwh, per_MWh), "EUR", "test"});
    parts.carbon_forecast = std::make_unique<OracleForecast<Intensity>>(parts.grid->average);
    parts.price_forecast = std::make_unique<OracleForecast<Price>>(parts.price->energy);
    parts.run = day_one;
    return parts;
}

inline void add_solar(SupplyParts& parts)
{
    parts.solar = Solar{hourly(solar_mw, 1.0), 1 * MW};
}

inline void add_battery(SupplyParts& parts, DispatchRule rule = {DispatchRule::Follow::surplus})
{
    parts.battery = BatteryParams{.energy = 4 * MWh, .power = 1.5 * MW, .min_soc = 0.2};
    parts.dispatch = std::make_unique<Fixed>(rule);
}

inline SupplyParts with_solar()
{
    SupplyParts parts = grid_only();
    add_solar(parts);
    return parts;
}

inline SupplyParts with_battery(DispatchRule rule = {DispatchRule::Follow::surplus})
{
    SupplyParts parts = with_solar();
    add_battery(parts, rule);
    return parts;
}

/// Settles [cuts 0, cuts 1), [cuts 1, cuts 2), ... at 1 MW.
inline void run(Supply& supply, const std::vector<Time>& cuts)
{
    for (std::size_t i = 1; i < cuts.size(); ++i) supply.settle({cuts[i - 1], cuts[i]}, 0.7 * MW, 0.2 * MW, 0.1 * MW);
}

inline SupplyTotals day_of(SupplyParts parts)
{
    Supply supply{std::move(parts)};
    run(supply, {day_one.from, day_one.to});
    return supply.totals();
}

} // namespace dcsim::day_case
