#include "models/environment/typical_mix.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

constexpr double least_balancing = 0.25; ///< of what it usually makes at the hour: units that cannot be switched off

void fields(Fields& f, HourlyYear& y)
{
    f.required("hourly", y.hourly, "in MW, means by month and UTC hour, January's 24 hours first", {.least = 0.0});
    f.optional("residual_sd", y.residual_sd, "root mean square of what lies around these means, over the annual mean",
               {.least = 0.0});
    f.optional("residual_lag1", y.residual_lag1, "autocorrelation of the residual at one hour",
               {.least = 0.0, .below = 1.0});
    f.optional("residual_lag24", y.residual_lag24, "autocorrelation of the residual at one day",
               {.least = 0.0, .below = 1.0});
    if (f.describing()) return;
    if (y.hourly.size() != MonthHourTable::size) f.problem("hourly", "must have 288 values, twelve months of 24 hours");
    if (y.residual_sd <= 0) return;
    if (y.residual_lag1 <= 0 || y.residual_lag24 <= 0)
        f.problem("residual_sd", "needs residual_lag1 and residual_lag24 above 0");
    else if (const auto why = misfit({y.residual_lag1, y.residual_lag24}))
        f.problem("residual_lag24", *why);
}

double mean_of(const std::vector<double>& values)
{
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

double mean_square(const std::vector<double>& values)
{
    double sum = 0;
    for (const double v : values) sum += v * v;
    return sum / static_cast<double>(values.size());
}

/// How much of the spread applies to an hour.
double part_of_spread(double usual, double mean, bool sun)
{
    return sun ? std::min(1.0, usual / mean) : 1;
}

/// Mean square of the residual of lognormal values, whose logarithms deviate by `spread` at most.
double residual_square(const std::vector<double>& usual, double mean, double spread, bool sun)
{
    double sum = 0;
    for (const double u : usual) sum += u * u * std::expm1(std::pow(spread * part_of_spread(u, mean, sun), 2));
    return sum / static_cast<double>(usual.size());
}

/// The spread with which the residual is as wide as asked for, over all hours together.
double spread_of(const HourlyYear& y, bool sun)
{
    const double mean = mean_of(y.hourly), asked = std::pow(y.residual_sd * mean, 2);
    if (asked <= 0) return 0;
    double low = 0, high = 4;
    constexpr int enough = 50;
    for (int i = 0; i < enough; ++i) {
        const double middle = (low + high) / 2;
        (residual_square(y.hourly, mean, middle, sun) < asked ? low : high) = middle;
    }
    return (low + high) / 2;
}

std::vector<double> noise_of(const RunContext& run, NoiseName name, double sd, Persistence of,
                             const SeriesWindow& window)
{
    return sd > 0 ? annual_noise(run, name, of, window) : std::vector<double>(window.count, 0.0);
}

} // namespace

bool GenerationYear::given() const
{
    return std::ranges::any_of(by_fuel, [](const auto& y) { return y.has_value(); });
}

void fields(Fields& f, GenerationYear& g)
{
    f.table("generation", "within the zone, by fuel, instead of two bundles of them: what it imports is not counted",
            [&](Fields& t) {
                for (std::size_t i = 0; i < fuels.size(); ++i)
                    t.optional_table(fuels[i].name, "hourly generation from it",
                                     [&](Fields& y) { fields(y, g.by_fuel[i].emplace()); });
            });
    if (!g.given() && !f.describing()) return;
    f.table("demand", "hourly generation within the zone in all, whoever uses it",
            [&](Fields& t) { fields(t, g.demand); });
    std::string name{fuels[g.balancing].name};
    f.optional(
        "balancing", name,
        "fuel that makes what the others leave of the demand, and at least a quarter of its own means: below, wind "
        "is curtailed, then coal, then the others");
    const auto fuel = fuel_index(name);
    if (fuel && g.by_fuel[*fuel])
        g.balancing = *fuel;
    else if (!f.describing())
        f.problem("balancing", "must be one of the fuels of 'generation'");
}

TypicalMix::Source TypicalMix::source(const HourlyYear& y, bool sun)
{
    return {MonthHourTable{y.hourly}, mean_of(y.hourly), spread_of(y, sun), {y.residual_lag1, y.residual_lag24}};
}

TypicalMix::TypicalMix(const GenerationYear& g)
    : by_fuel_{},
      demand_{g.demand.hourly},
      demand_sd_{g.demand.residual_sd * mean_of(g.demand.hourly) / std::sqrt(mean_square(g.demand.hourly))},
      demand_persistence_{g.demand.residual_lag1, g.demand.residual_lag24},
      balancing_{g.balancing}
{
    for (std::size_t i = 0; i < fuels.size(); ++i)
        if (g.by_fuel[i]) by_fuel_[i] = source(*g.by_fuel[i], fuels[i].name == "solar");
}

void TypicalMix::add_source(std::vector<FuelMix>& mix, std::size_t fuel, const std::vector<double>& noise,
                            const SeriesWindow& window) const
{
    const Source& s = *by_fuel_[fuel];
    const bool sun = fuels[fuel].name == "solar";
    for (std::size_t i = 0; i < window.count; ++i) {
        const double usual = std::max(0.0, s.table.at(window.unix_at(i)));
        const double spread = s.spread * part_of_spread(usual, s.mean, sun);
        mix[i][fuel] = usual * std::exp(spread * noise[i] - spread * spread / 2);
    }
}

void TypicalMix::balance(FuelMix& mix, double demand, std::int64_t unix_ns) const
{
    const double left = demand - total(mix);
    const double least = least_balancing * std::max(0.0, by_fuel_[balancing_]->table.at(unix_ns));
    double surplus = std::max(0.0, least - left);
    const auto curtail = [&](std::size_t fuel) {
        const double cut = std::min(surplus, mix[fuel]);
        mix[fuel] -= cut;
        surplus -= cut;
    };
    curtail(*fuel_index("wind"));
    for (std::size_t fuel = 0; fuel < fuels.size(); ++fuel) curtail(fuel); // coal first
    mix[balancing_] = std::max(left, least);
}

std::vector<FuelMix> TypicalMix::mix(const RunContext& run, std::string_view zone, const SeriesWindow& window) const
{
    const std::string component = "grid." + std::string{zone};
    std::vector<FuelMix> mix(window.count);
    for (std::size_t fuel = 0; fuel < fuels.size(); ++fuel) {
        if (!by_fuel_[fuel] || fuel == balancing_) continue;
        const Source& s = *by_fuel_[fuel];
        const NoiseName name{component, fuels[fuel].name};
        add_source(mix, fuel, noise_of(run, name, s.spread, s.persistence, window), window);
    }
    const auto noise = noise_of(run, {component, "demand"}, demand_sd_, demand_persistence_, window);
    for (std::size_t i = 0; i < window.count; ++i) {
        const std::int64_t at = window.unix_at(i);
        balance(mix[i], demand_.at(at) * (1 + demand_sd_ * noise[i]), at);
    }
    return mix;
}

} // namespace dcsim
