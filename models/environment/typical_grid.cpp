#include "models/environment/grid_source.h"
#include "models/environment/typical_mix.h"
#include "models/environment/typical_year.h"
#include <algorithm>

namespace dcsim {

namespace {

/// A zone whose mix moves between a clean and a carbon-heavy bundle of fuels so that its intensity follows the
/// published statistics. The bundles are synthetic: they give the right carbon, not the true shares.
struct TypicalGridParams {
    std::string zone{"typical"}, source;
    Intensity mean;
    std::vector<double> month_factors, hour_factors; ///< 12 and 24 (UTC), around 1
    double residual_sd{0}, residual_lag1{0};         ///< relative to the mean of month and hour
    std::optional<double> residual_lag24;
    FuelMix clean_mix{}, heavy_mix{};
    Intensity clean_intensity, heavy_intensity; ///< of the bundles, under the factors that the mean was measured with
    GenerationYear generation;                  ///< instead of all these
    FactorSet factors;
};

/// What the zone may generate from.
std::vector<FuelMix> mixes(const TypicalGridParams& p)
{
    if (!p.generation.given()) return {p.clean_mix, p.heavy_mix};
    FuelMix some{};
    for (std::size_t i = 0; i < some.size(); ++i) some[i] = p.generation.by_fuel[i] ? 1 : 0;
    return {some};
}

void bundle_fields(Fields& f, TypicalGridParams& p)
{
    f.required("mean_intensity", p.mean,
               "annual mean as the source counts it: life-cycle or direct, with or without imports",
               {.above = Intensity{}});
    f.required("month_factors", p.month_factors, "monthly means over the annual mean");
    f.required("hour_factors", p.hour_factors, "means by UTC hour over the annual mean");
    f.required("residual_sd", p.residual_sd, "standard deviation around month and hour, relative", {.least = 0});
    f.required("residual_lag1", p.residual_lag1, "autocorrelation of the residual at one hour",
               {.least = 0, .below = 1});
    f.optional("residual_lag24", p.residual_lag24,
               "autocorrelation of the residual at one day; absent = as it follows from one hour to the next",
               {.above = 0.0, .below = 1.0});
    f.table(
        "clean_mix",
        "shares of what the zone generates in its cleanest hour; those of built-in zones are synthetic, for the right "
        "intensity",
        [&](Fields& t) { fields(t, p.clean_mix); });
    f.table("heavy_mix", "shares of what the zone generates in its most carbon-heavy hour",
            [&](Fields& t) { fields(t, p.heavy_mix); });
    f.required("clean_intensity", p.clean_intensity, "intensity of the clean mix under the data's own factors");
    f.required("heavy_intensity", p.heavy_intensity, "intensity of the heavy mix under the data's own factors");
    if (f.describing()) return;
    if (const auto why = p.residual_lag24 ? misfit({p.residual_lag1, *p.residual_lag24}) : std::nullopt)
        f.problem("residual_lag24", *why);
    if (p.month_factors.size() != 12) f.problem("month_factors", "must have 12 values");
    if (p.hour_factors.size() != 24) f.problem("hour_factors", "must have 24 values");
    if (p.heavy_intensity <= p.clean_intensity) f.problem("heavy_intensity", "must be above clean_intensity");
}

void fields(Fields& f, TypicalGridParams& p)
{
    const bool of_its_own = f.has("generation"); // a zone that is written, not taken from the catalogue
    if (const auto zone = f.preset("zone", "grid", "built-in typical year", of_its_own ? "" : "germany"); !zone.empty())
        p.zone = zone;
    f.optional("source", p.source, "where the statistics come from");
    fields(f, p.generation);
    if (f.describing() || !p.generation.given()) bundle_fields(f, p);
    fields(f, p.factors);
    if (f.describing()) return;
    for (const FuelMix& mix : mixes(p)) {
        const auto fuel = without_factor(mix, p.factors);
        if (!fuel) continue;
        f.problem("factors", "has no factor for " + std::string{*fuel} + ", from which the zone generates (choose " +
                                 "another set, or write emission_factors)");
        break;
    }
}

SmoothYear months(const std::vector<double>& factors)
{
    std::array<double, 12> values{};
    std::copy_n(factors.begin(), values.size(), values.begin());
    return SmoothYear{values};
}

class TypicalGrid final : public GridSource {
public:
    explicit TypicalGrid(const TypicalGridParams& p) : p_{p}, component_{"grid." + p.zone}
    {
        if (p.generation.given())
            by_fuel_.emplace(p.generation);
        else
            season_ = months(p.month_factors);
    }

    GridSeries series(const RunContext& run) const override
    {
        const SeriesWindow window = window_of(run);
        const auto mix = by_fuel_ ? by_fuel_->mix(run, p_.zone, window) : bundles(run, window);
        GridSeries grid = grid_of_mix(window, mix, p_.factors);
        grid.source = "typical year '" + p_.zone + "' (" + p_.source + ')';
        return grid;
    }

private:
    std::vector<FuelMix> bundles(const RunContext& run, const SeriesWindow& window) const
    {
        const NoiseName name{component_, "intensity"};
        const auto noise = p_.residual_lag24
                               ? annual_noise(run, name, Persistence{p_.residual_lag1, *p_.residual_lag24}, window)
                               : annual_noise(run, name, p_.residual_lag1, window);
        std::vector<FuelMix> mix;
        for (std::size_t i = 0; i < window.count; ++i) {
            const std::int64_t at = window.unix_at(i);
            const auto h = static_cast<std::size_t>(hour_of_typical_year(at) % 24);
            const Intensity typical = p_.mean * season_.at(at) * p_.hour_factors[h];
            mix.push_back(mix_for(typical * (1 + p_.residual_sd * noise[i])));
        }
        return mix;
    }

    FuelMix mix_for(Intensity target) const
    {
        const double heavy =
            std::clamp((target - p_.clean_intensity) / (p_.heavy_intensity - p_.clean_intensity), 0.0, 1.0);
        FuelMix mix{};
        for (std::size_t i = 0; i < mix.size(); ++i) mix[i] = (1 - heavy) * p_.clean_mix[i] + heavy * p_.heavy_mix[i];
        return mix;
    }

    TypicalGridParams p_;
    std::string component_; ///< of random streams
    SmoothYear season_;
    std::optional<TypicalMix> by_fuel_;
};

} // namespace

Row<GridSource> typical_grid()
{
    return row<GridSource, TypicalGrid, TypicalGridParams>(
        "typical", "a typical year from statistics of the catalogue, with new noise for every replication");
}

} // namespace dcsim
