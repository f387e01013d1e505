#include "models/environment/series_window.h"
#include "models/environment/weather_source.h"
#include "models/physics/air.h"

namespace dcsim {

namespace {

struct ConstantClimateParams {
    Location location;
    Celsius dry_bulb{15};
    double relative_humidity{0.5};
    double wind_m_s{3};
    Irradiance ghi{};
};

void fields(Fields& f, ConstantClimateParams& p)
{
    fields(f, p.location);
    f.optional("dry_bulb", p.dry_bulb, "dry-bulb temperature", {.least = Celsius{-60}, .most = Celsius{60}});
    f.optional("relative_humidity", p.relative_humidity, "relative humidity", {.least = 0.01, .most = 1});
    f.optional("wind_m_s", p.wind_m_s, "wind speed 10 m above ground, in m/s", {.least = 0});
    f.optional("ghi", p.ghi, "global horizontal irradiance, all diffuse", {.least = Irradiance{}});
}

class ConstantClimate final : public WeatherSource {
public:
    explicit ConstantClimate(const ConstantClimateParams& p) : p_{p} {}

    WeatherSeries series(const RunContext& run) const override
    {
        const SeriesWindow window = window_of(run);
        const std::size_t n = window.count;
        const double pascal = standard_pascal(p_.location.elevation_m);
        const double ratio = humidity_ratio(p_.dry_bulb.value, p_.relative_humidity, pascal);
        WeatherSeries w = unfilled(p_.location, window);
        w.dry_bulb_celsius.assign(n, p_.dry_bulb.value);
        w.humidity_ratio.assign(n, ratio);
        w.pascal.assign(n, pascal);
        w.wind_m_s.assign(n, p_.wind_m_s);
        w.ghi_w_m2.assign(n, p_.ghi.si());
        w.dni_w_m2.assign(n, 0);
        w.dhi_w_m2.assign(n, p_.ghi.si());
        return w;
    }

private:
    ConstantClimateParams p_;
};

} // namespace

Row<WeatherSource> constant_climate()
{
    return row<WeatherSource, ConstantClimate, ConstantClimateParams>("constant", "the same weather at every hour");
}

} // namespace dcsim
