#include "models/environment/clearness_sky.h"
#include "models/physics/air.h"
#include "models/physics/sun.h"
#include "sim/numerics/elementary.h"
#include "typical_statistics.h"

using namespace dcsim;

namespace {

std::vector<double> one_year(const std::vector<double>& v)
{
    return {v.begin() + 24, v.begin() + 24 + year_hours}; // from the start of the run
}

struct ClimateStatistics {
    Statistics celsius, wind, humidity; ///< humidity: relative, percent
    double ghi{0};                      ///< kWh/m2 a year
};

ClimateStatistics statistics_of(const std::string& site)
{
    ClimateStatistics s;
    const auto source = maker(climates(), "kind = \"typical\"\npreset = \"" + site + '"')();
    for (std::uint32_t r = 0; r < seeds; ++r) {
        const TestRun run{{2025, 1, 1, 0}, 365, r};
        const WeatherSeries w = source->series(run.context);
        s.celsius.add(one_year(w.dry_bulb_celsius));
        s.wind.add(one_year(w.wind_m_s));
        std::vector<double> percent;
        for (std::size_t i = 0; i < w.pascal.size(); ++i)
            percent.push_back(100 * relative_humidity(w.dry_bulb_celsius[i], w.humidity_ratio[i], w.pascal[i]));
        s.humidity.add(one_year(percent));
        s.ghi += mean(one_year(w.ghi_w_m2)) * 8.76 / seeds;
    }
    return s;
}

} // namespace

TEST_CASE("Frankfurt's typical year has the statistics of its table", "[environment][golden]")
{
    const auto [celsius, wind, humidity, ghi] = statistics_of("frankfurt");
    CHECK(celsius.mean == Approx(12.119).margin(.3));
    CHECK(celsius.sd == Approx(8.4096).epsilon(.05));
    CHECK(celsius.diurnal == Approx(7.6548).margin(.5));
    CHECK(celsius.lag1 == Approx(.99177).margin(.02));
    CHECK(celsius.lag24 == Approx(.94222).margin(.15));
    CHECK(wind.mean == Approx(2.9853).epsilon(.03));
    CHECK(wind.sd == Approx(1.629).epsilon(.10));
    CHECK(humidity.mean == Approx(71.284).margin(2));
    CHECK(ghi == Approx(1150).epsilon(.10)); // kWh/m2; the decade's range in southern Germany
}

TEST_CASE("typical years of stations have the statistics of their tables", "[environment][golden]")
{
    struct Site {
        const char* name;
        double celsius, celsius_sd, celsius_diurnal, celsius_lag1, humidity, wind, wind_sd, ghi;
    };
    // weather_summary.csv of the energy data; bounds: science/energy.md, 13.3.
    const std::vector<Site> sites{{"dallas", 19.812, 9.6311, 9.0937, .98836, 60.708, 4.8956, 2.5727, 1769.978},
                                  {"san-jose", 15.247, 5.8903, 10.159, .96997, 64.312, 2.8288, 2.2743, 1940.558},
                                  {"leesburg", 13.781, 10.002, 8.2162, .99064, 68.252, 2.7328, 2.3552, 1535.434},
                                  {"atlanta", 17.207, 8.839, 8.6493, .98702, 66.42, 3.5449, 2.1396, 1675.891},
                                  {"denver", 10.875, 10.919, 11.691, .9853, 49.619, 3.9165, 2.22, 1670.22}};
    for (const Site& site : sites) {
        CAPTURE(site.name);
        const auto [celsius, wind, humidity, ghi] = statistics_of(site.name);
        CHECK(celsius.mean == Approx(site.celsius).margin(.3));
        CHECK(celsius.sd == Approx(site.celsius_sd).epsilon(.05));
        CHECK(celsius.diurnal == Approx(site.celsius_diurnal).margin(.5));
        CHECK(celsius.lag1 == Approx(site.celsius_lag1).margin(.02));
        CHECK(humidity.mean == Approx(site.humidity).margin(2));
        CHECK(wind.mean == Approx(site.wind).epsilon(.03));
        CHECK(wind.sd == Approx(site.wind_sd).epsilon(.10));
        CHECK(ghi == Approx(site.ghi).epsilon(.02));
    }
}

TEST_CASE("light of a station comes out as measured in every month, over all days that can be",
          "[environment][analytic]")
{
    const auto [east_deg, offset_h] = GENERATE(std::pair{0.0, 0.0}, std::pair{142.5, 9.5});
    Location place;
    place.latitude_deg = 35;
    place.longitude_deg = east_deg;
    place.utc_offset = Seconds{offset_h * 3600};
    const auto each_hour = [&](const auto& use) {
        for (std::size_t h = 0; h < year_hours; ++h) {
            const std::int64_t local =
                unix_ns({2025, 1, 1, 0}) + static_cast<std::int64_t>(h) * ns_per_hour + ns_per_hour / 2;
            use(local - utc_offset_ns(place), civil_time(local).month - 1, h % 24);
        }
    };
    Clearness c{.mean = {.53, .49, .56, .54, .57, .57, .63, .62, .58, .60, .52, .47},
                .sd = {.236, .239, .175, .2, .151, .125, .049, .057, .154, .125, .195, .247},
                .ghi = std::vector<double>(MonthHourTable::size, 0.0),
                .dni = std::vector<double>(12, 0.0)};
    std::array<double, 12> hours{};
    each_hour([&](std::int64_t, std::size_t m, std::size_t) { hours[m] += 1; });
    each_hour([&](std::int64_t middle, std::size_t m, std::size_t h) {
        const double above = extraterrestrial_w_m2(day_of_year(civil_time(middle))) *
                             std::max(0.0, sun_position(middle, place.latitude_deg, east_deg).cos_zenith);
        c.ghi[24 * m + h] += c.mean[m] * above / (hours[m] / 24);
        c.dni[m] += 1.15 * c.mean[m] * above / hours[m]; // as in Dallas
    });
    const ClearnessSky sky{c, place};
    constexpr int kinds = 64;
    std::array<double, 12> ghi{}, dni{}, measured{};
    std::array<double, 24> by_hour{}, measured_by_hour{};
    each_hour([&](std::int64_t middle, std::size_t m, std::size_t h) {
        measured[m] += c.ghi[24 * m + h];
        measured_by_hour[h] += c.ghi[24 * m + h];
        for (int i = 0; i < kinds; ++i) {
            const Light light = sky.at(middle, normal_quantile((i + 0.5) / kinds));
            ghi[m] += light.ghi / kinds;
            by_hour[h] += light.ghi / kinds;
            dni[m] += light.dni / kinds / hours[m];
        }
    });
    for (std::size_t m = 0; m < 12; ++m) {
        CAPTURE(m);
        CHECK(ghi[m] == Approx(measured[m]).epsilon(.03));
        CHECK(dni[m] == Approx(c.dni[m]).epsilon(.03));
    }
    // 6 W/m2 of a mean hour: in hours of half light the model of a clear sky lets through less than is measured here.
    for (std::size_t h = 0; h < 24; ++h) CHECK(by_hour[h] == Approx(measured_by_hour[h]).epsilon(.05).margin(365 * 6));
}

TEST_CASE("direct and diffuse light add up to global light in every hour", "[environment][invariant]")
{
    for (const char* site :
         {"frankfurt", "london", "singapore", "sydney", "dallas", "san-jose", "leesburg", "atlanta", "denver"}) {
        const TestRun run{{2025, 1, 1, 0}, 60};
        const std::string table = std::string{"kind = \"typical\"\npreset = \""} + site + "\"";
        const WeatherSeries w = maker(climates(), table)()->series(run.context);
        for (std::size_t i = 0; i < w.ghi_w_m2.size(); ++i) {
            const std::int64_t middle =
                run.context.start_unix_ns + w.first.ns + static_cast<std::int64_t>(i) * w.step.ns + w.step.ns / 2;
            const double cosine =
                std::max(0.0, sun_position(middle, w.location.latitude_deg, w.location.longitude_deg).cos_zenith);
            CHECK(w.dni_w_m2[i] * cosine + w.dhi_w_m2[i] == Approx(w.ghi_w_m2[i]).margin(1e-9));
        }
    }
}

TEST_CASE("clouds over Singapore and Sydney let through what reaches the ground there in a year",
          "[environment][published]")
{
    // 1,580 kWh/m2 [Solar Energy Research Institute of Singapore], 4.6 kWh/m2 a day [Bureau of Meteorology].
    for (const auto& [site, measured] : {std::pair{"singapore", 1580.0}, {"sydney", 365 * 4.6}}) {
        CAPTURE(site);
        CHECK(statistics_of(site).ghi == Approx(measured).epsilon(.02));
    }
}
