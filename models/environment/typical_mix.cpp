#include "models/environment/typical_mix.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

constexpr double least_balancing = 0.25; ///< of what it usually makes at the hour: units that cannot be switched off

std::size_t index_of(std::string_view name)
{
    const auto at = std::ranges::find(fuels, name, &Fuel::name);
    require(at != fuels.end(), "a fuel of the table");
    return static_cast<std::size_t>(at - fuels.begin());
}

void fields(Fields& f, HourlyYear& y)
{
    f.required("hourly", y.hourly, "in MW, means by month and UTC hour, January's 24 hours first", {.least = 0.0});
    f.optional("residual_sd", y.residual_sd, "standard deviation around these means, over the annual mean",
               {.least = 0.0});
    f.optional("residual_lag1", y.residual_lag1, "autocorrelation of the residual at one hour",
               {.least = 0.0, .below = 1.0});
    f.optional("residual_lag24", y.residual_lag24, "the same at one day", {.least = 0.0, .below = 1.0});
    if (f.describing()) return;
    if (y.hourly.size() != MonthHourTable::size) f.problem("hourly", "must have 288 values, twelve months of 24 hours");
    if (y.residual_sd > 0 && (y.residual_lag1 <= 0 || y.residual_lag24 <= 0))
        f.problem("residual_sd", "needs residual_lag1 and residual_lag24 above 0");
}

double mean_of(const std::vector<double>& values)
{
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

/// Takes from a source what is missing; says what is missing still.
double curtailed(double& generation, double missing)
{
    const double cut = std::min(missing, generation);
    generation -= cut;
    return missing - cut;
}

} // namespace

bool GenerationYear::given() const
{
    return std::ranges::any_of(by_fuel, [](const auto& y) { return y.has_value(); });
}

void fields(Fields& f, GenerationYear& g)
{
    f.table("generation", "by fuel, instead of two bundles of them", [&](Fields& t) {
        for (std::size_t i = 0; i < fuels.size(); ++i)
            t.optional_table(fuels[i].name, "hourly generation from it",
                             [&](Fields& y) { fields(y, g.by_fuel[i].emplace()); });
    });
    if (!g.given() && !f.describing()) return;
    f.table("demand", "hourly generation in all", [&](Fields& t) { fields(t, g.demand); });
    std::string name{"gas"};
    f.optional("balancing", name, "fuel that makes what the others leave of the demand");
    const auto at = std::ranges::find(fuels, name, &Fuel::name);
    if (at == fuels.end() || !g.by_fuel[static_cast<std::size_t>(at - fuels.begin())]) {
        if (!f.describing()) f.problem("balancing", "must be one of the fuels of 'generation'");
        return;
    }
    g.balancing = static_cast<std::size_t>(at - fuels.begin());
}

TypicalMix::Source TypicalMix::source(const HourlyYear& y)
{
    return {MonthHourTable{y.hourly},
            mean_of(y.hourly),
            std::sqrt(std::log1p(y.residual_sd * y.residual_sd)),
            {y.residual_lag1, y.residual_lag24}};
}

TypicalMix::TypicalMix(const GenerationYear& g)
    : by_fuel_{},
      demand_{g.demand.hourly},
      demand_sd_{g.demand.residual_sd},
      demand_persistence_{g.demand.residual_lag1, g.demand.residual_lag24},
      balancing_{g.balancing}
{
    for (std::size_t i = 0; i < fuels.size(); ++i)
        if (g.by_fuel[i]) by_fuel_[i] = source(*g.by_fuel[i]);
}

std::vector<FuelMix> TypicalMix::mix(const RunContext& run, std::string_view zone, const SeriesWindow& window) const
{
    const std::size_t wind = index_of("wind"), coal = index_of("coal"), solar = index_of("solar");
    const std::string component = "grid." + std::string{zone};
    std::vector<FuelMix> mix(window.count);
    for (std::size_t f = 0; f < fuels.size(); ++f) {
        if (!by_fuel_[f] || f == balancing_) continue;
        const Source& s = *by_fuel_[f];
        const auto noise = s.varies() ? annual_noise(run, {component, fuels[f].name}, s.persistence, window)
                                      : std::vector<double>(window.count, 0.0);
        for (std::size_t i = 0; i < window.count; ++i) {
            const double usual = std::max(0.0, s.table.at(window.unix_at(i)));
            const double spread = f == solar ? s.spread * std::min(1.0, usual / s.mean) : s.spread;
            mix[i][f] = usual * std::exp(spread * noise[i] - spread * spread / 2);
        }
    }
    const auto noise = demand_sd_ > 0 ? annual_noise(run, {component, "demand"}, demand_persistence_, window)
                                      : std::vector<double>(window.count, 0.0);
    for (std::size_t i = 0; i < window.count; ++i) {
        const std::int64_t at = window.unix_at(i);
        const double left = demand_.at(at) * (1 + demand_sd_ * noise[i]) - total(mix[i]);
        const double least = least_balancing * std::max(0.0, by_fuel_[balancing_]->table.at(at));
        curtailed(mix[i][coal], curtailed(mix[i][wind], std::max(0.0, least - left)));
        mix[i][balancing_] = std::max(left, least);
    }
    return mix;
}

} // namespace dcsim
