#include "models/environment/clearness_sky.h"
#include "models/environment/typical_year.h"
#include "models/environment/weather_source.h"
#include "models/physics/air.h"
#include "models/physics/sun.h"
#include <algorithm>
#include <cmath>

namespace dcsim {

namespace {

/// One variable: its means by month and hour of local standard time, and what varies around them.
struct Variable {
    std::vector<double> hourly;
    double residual_sd{0}, residual_lag1{0};
};

void fields(Fields& f, Variable& v)
{
    f.required("hourly", v.hourly, "means by month and hour of local standard time, January's 24 hours first");
    f.required("residual_sd", v.residual_sd, "standard deviation around these means", {.least = 0});
    f.required("residual_lag1", v.residual_lag1, "autocorrelation of the residual at one hour",
               {.least = 0, .below = 1});
    if (!f.describing() && v.hourly.size() != MonthHourTable::size)
        f.problem("hourly", "must have 288 values, twelve months of 24 hours");
}

/// Cloud cover is nearly all or nothing: a Gaussian wider than the sky, clipped to it, with level and gain fitted so
/// that mean and standard deviation come out as measured.
struct Cloud {
    Variable percent;
    double mean_percent{0}, level{1}, gain{1}, opacity{most_clouds_stop};
};

void fields(Fields& f, Cloud& c)
{
    fields(f, c.percent);
    f.required("mean", c.mean_percent, "annual mean, in percent", {.least = 0, .most = 100});
    f.optional("level", c.level, "centre of the unclipped law as a share of the sky");
    f.optional("gain", c.gain, "width of the unclipped law over that of the data", {.above = 0});
    f.optional("opacity", c.opacity, "part of a clear sky's light that a full cover stops",
               {.least = 0.0, .most = 1.0});
}

struct TypicalClimateParams {
    std::string name{"typical"};
    Location location;
    Variable dry_bulb, relative_humidity, wind;
    std::optional<Cloud> cloud;
    std::optional<Clearness> clearness;
};

void fields(Fields& f, TypicalClimateParams& p)
{
    if (const std::string name = f.preset("preset", "climate", "built-in typical year", "frankfurt"); !name.empty())
        p.name = name;
    fields(f, p.location);
    f.table("dry_bulb", "dry-bulb temperature in degC", [&](Fields& t) { fields(t, p.dry_bulb); });
    f.table("relative_humidity", "relative humidity in percent", [&](Fields& t) { fields(t, p.relative_humidity); });
    f.table("wind", "wind speed 10 m above ground in m/s", [&](Fields& t) { fields(t, p.wind); });
    f.optional_table("cloud", "cloud cover in percent: light is what it lets through of that of a clear sky",
                     [&](Fields& t) { fields(t, p.cloud.emplace()); });
    f.optional_table("clearness", "light from statistics of irradiance, instead of cloud cover",
                     [&](Fields& t) { fields(t, p.clearness.emplace()); });
    if (!f.describing() && p.cloud.has_value() == p.clearness.has_value())
        f.problem("cloud", "or 'clearness' says how much light there is: one of them, not both (cloud.enabled = false "
                           "leaves out that of the preset)");
}

constexpr double humidity_follows_temperature = -0.5; // correlation of the residuals; an assumption
constexpr double days_alike = 0.3;                    // autocorrelation of clearness from day to day [energy]

class TypicalClimate final : public WeatherSource {
public:
    explicit TypicalClimate(const TypicalClimateParams& p)
        : p_{p}, dry_bulb_{p.dry_bulb.hourly}, humidity_{p.relative_humidity.hourly}, wind_{p.wind.hourly}
    {
        if (p.cloud) cloud_.emplace(p.cloud->percent.hourly);
        if (p.clearness) sky_.emplace(*p.clearness, p.location);
    }

    WeatherSeries series(const RunContext& run) const override
    {
        const SeriesWindow window = window_of(run);
        WeatherSeries w = unfilled(p_.location, window);
        w.pascal.assign(window.count, standard_pascal(p_.location.elevation_m));
        add_air(run, window, w);
        add_wind(run, window, w);
        if (sky_)
            add_clearness(run, window, w);
        else
            add_clouds(run, window, w);
        return w;
    }

private:
    std::vector<double> noise(const RunContext& run, std::string_view purpose, double lag1, const SeriesWindow& w) const
    {
        return annual_noise(run, {"climate." + p_.name, purpose}, lag1, w);
    }

    std::int64_t local(std::int64_t unix_ns) const { return unix_ns + utc_offset_ns(p_.location); }

    void add_air(const RunContext& run, const SeriesWindow& window, WeatherSeries& w) const
    {
        const auto warm = noise(run, "dry bulb", p_.dry_bulb.residual_lag1, window);
        const auto humid = noise(run, "relative humidity", p_.relative_humidity.residual_lag1, window);
        const double own = std::sqrt(1 - humidity_follows_temperature * humidity_follows_temperature);
        for (std::size_t i = 0; i < window.count; ++i) {
            const std::int64_t at = local(window.unix_at(i));
            const double celsius = dry_bulb_.at(at) + p_.dry_bulb.residual_sd * warm[i];
            const double residual = humidity_follows_temperature * warm[i] + own * humid[i];
            const double percent = humidity_.at(at) + p_.relative_humidity.residual_sd * residual;
            w.dry_bulb_celsius.push_back(celsius);
            w.humidity_ratio.push_back(humidity_ratio(celsius, std::clamp(percent, 5.0, 100.0) / 100, w.pascal[i]));
        }
    }

    /// Log-normal around the table, so that calm and gusts keep the mean.
    void add_wind(const RunContext& run, const SeriesWindow& window, WeatherSeries& w) const
    {
        const auto gust = noise(run, "wind", p_.wind.residual_lag1, window);
        double mean = 0;
        for (const double v : p_.wind.hourly) mean += v / static_cast<double>(MonthHourTable::size);
        const double spread = p_.wind.residual_sd / mean;
        const double variance = std::log(1 + spread * spread), s = std::sqrt(variance);
        for (std::size_t i = 0; i < window.count; ++i) {
            const double typical = std::max(0.0, wind_.at(local(window.unix_at(i))));
            w.wind_m_s.push_back(typical * std::exp(s * gust[i] - variance / 2));
        }
    }

    /// Clear sky times what the clouds let through, at the middle of each hour.
    void add_clouds(const RunContext& run, const SeriesWindow& window, WeatherSeries& w) const
    {
        const auto overcast = noise(run, "cloud", p_.cloud->percent.residual_lag1, window);
        for (std::size_t i = 0; i < window.count; ++i) {
            const std::int64_t middle = window.unix_at(i) + window.step.ns / 2;
            const SunPosition sun = sun_position(middle, p_.location.latitude_deg, p_.location.longitude_deg);
            const double ghi =
                clear_sky_w_m2(sun.cos_zenith) * cloud_transmission(cover(middle, overcast[i]), p_.cloud->opacity);
            const double above = extraterrestrial_w_m2(day_of_year(civil_time(middle)));
            const SplitIrradiance split = split_by_erbs(ghi, sun.cos_zenith, above);
            w.ghi_w_m2.push_back(ghi);
            w.dni_w_m2.push_back(split.direct_normal);
            w.dhi_w_m2.push_back(split.diffuse_horizontal);
        }
    }

    double cover(std::int64_t unix_ns, double z) const
    {
        const Cloud& c = *p_.cloud;
        const double swing = cloud_->at(local(unix_ns)) - c.mean_percent + c.percent.residual_sd * z;
        return std::clamp(c.level + c.gain * swing / 100, 0.0, 1.0);
    }

    /// One draw for each local day.
    void add_clearness(const RunContext& run, const SeriesWindow& window, WeatherSeries& w) const
    {
        const Span day_long{24 * ns_per_hour};
        const std::int64_t offset = utc_offset_ns(p_.location);
        const std::int64_t days_before =
            std::int64_t(std::floor(double(local(window.first_unix_ns)) / double(day_long.ns)));
        const std::int64_t midnight = days_before * day_long.ns - offset;
        const auto count = static_cast<std::size_t>((window.unix_at(window.count) - midnight) / day_long.ns) + 1;
        const auto days = noise(run, "clearness", days_alike, {midnight, {}, day_long, count, {}});
        for (std::size_t i = 0; i < window.count; ++i) {
            const std::int64_t middle = window.unix_at(i) + window.step.ns / 2;
            const Light light = sky_->at(middle, days[static_cast<std::size_t>((middle - midnight) / day_long.ns)]);
            w.ghi_w_m2.push_back(light.ghi);
            w.dni_w_m2.push_back(light.dni);
            w.dhi_w_m2.push_back(light.dhi);
        }
    }

    TypicalClimateParams p_;
    MonthHourTable dry_bulb_, humidity_, wind_;
    std::optional<MonthHourTable> cloud_;
    std::optional<ClearnessSky> sky_;
};

} // namespace

Row<WeatherSource> typical_climate()
{
    return row<WeatherSource, TypicalClimate, TypicalClimateParams>(
        "typical", "a typical year from statistics of the catalogue, with new noise for every replication");
}

} // namespace dcsim
