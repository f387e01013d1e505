#include "models/environment/clearness_sky.h"
#include "models/environment/typical_mix.h"
#include "models/environment/typical_year.h"
#include "models/physics/air.h"
#include "models/physics/sun.h"
#include "sample.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include "sim/numerics/elementary.h"

using namespace dcsim;

namespace {

constexpr int seeds = 20;
constexpr std::size_t year_hours = 8760;

/// Means over replications of the statistics of one series.
struct Statistics {
    double mean{0}, sd{0}, diurnal{0}, lag1{0}, lag24{0};
    void add(const std::vector<double>& v)
    {
        mean += dcsim::mean(v) / seeds;
        sd += standard_deviation(v) / seeds;
        diurnal += diurnal_range(v) / seeds;
        lag1 += autocorrelation(v, 1) / seeds;
        lag24 += autocorrelation(v, 24) / seeds;
    }
};

std::vector<double> one_year(const std::vector<double>& v)
{
    return {v.begin() + 24, v.begin() + 24 + year_hours}; // from the start of the run
}

template <class Read> void visit_named(const std::string& toml, Read read)
{
    std::vector<Problem> problems; // other keys of the row, which are not asked for
    visit_tree(parse_toml(toml, "test.toml"), embedded_catalogue(), problems, read);
}

GenerationYear generation_of(const std::string& zone)
{
    GenerationYear g;
    visit_named("zone = \"" + zone + '"', [&](Fields& f) {
        f.preset("zone", "grid", "a zone");
        fields(f, g);
    });
    return g;
}

std::vector<double> hourly_grams(const GridSeries& grid)
{
    std::vector<double> year;
    for (std::int64_t h = 0; h < hours_per_year; ++h) year.push_back(grid.average.at({h * ns_per_hour}) / gram_per_kWh);
    return year;
}

} // namespace

TEST_CASE("a smooth year keeps the mean of every month of equal length", "[environment][invariant]")
{
    const std::array<double, 12> months{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8};
    const SmoothYear year{months};
    double sum = 0;
    for (std::int64_t h = 0; h < hours_per_year; ++h) sum += year.at(unix_ns({2022, 1, 1, 0}) + h * ns_per_hour);
    CHECK(sum / hours_per_year == Approx(52.0 / 12).epsilon(5e-3));
}

TEST_CASE("Frankfurt's typical year has the statistics of its table", "[environment][golden]")
{
    const auto make = maker(climates(), "kind = \"typical\"\npreset = \"frankfurt\"");
    Statistics celsius, wind, humidity;
    double ghi = 0;
    for (std::uint32_t r = 0; r < seeds; ++r) {
        const TestRun run{{2025, 1, 1, 0}, 365, r};
        const WeatherSeries w = make()->series(run.context);
        celsius.add(one_year(w.dry_bulb_celsius));
        wind.add(one_year(w.wind_m_s));
        std::vector<double> percent;
        for (std::size_t i = 0; i < w.pascal.size(); ++i)
            percent.push_back(100 * relative_humidity(w.dry_bulb_celsius[i], w.humidity_ratio[i], w.pascal[i]));
        humidity.add(one_year(percent));
        ghi += mean(one_year(w.ghi_w_m2)) * 8.76 / seeds;
    }
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
                                  {"atlanta", 17.207, 8.839, 8.6493, .98702, 66.42, 3.5449, 2.1396, 1675.891}};
    for (const Site& site : sites) {
        CAPTURE(site.name);
        const auto make = maker(climates(), std::string{"kind = \"typical\"\npreset = \""} + site.name + "\"");
        const auto source = make();
        Statistics celsius, wind, humidity;
        double ghi = 0;
        for (std::uint32_t r = 0; r < seeds; ++r) {
            const TestRun run{{2025, 1, 1, 0}, 365, r};
            const WeatherSeries w = source->series(run.context);
            celsius.add(one_year(w.dry_bulb_celsius));
            wind.add(one_year(w.wind_m_s));
            std::vector<double> percent;
            for (std::size_t i = 0; i < w.pascal.size(); ++i)
                percent.push_back(100 * relative_humidity(w.dry_bulb_celsius[i], w.humidity_ratio[i], w.pascal[i]));
            humidity.add(one_year(percent));
            ghi += mean(one_year(w.ghi_w_m2)) * 8.76 / seeds;
        }
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
    for (std::size_t h = 0; h < 24; ++h) CHECK(by_hour[h] == Approx(measured_by_hour[h]).epsilon(.05).margin(8760));
}

TEST_CASE("Germany's typical year has the statistics of its table", "[environment][golden]")
{
    const auto make = maker(grids(), "kind = \"typical\"\nzone = \"germany\"");
    Statistics intensity;
    for (std::uint32_t r = 0; r < seeds; ++r) {
        const TestRun run{{2025, 1, 1, 0}, 365, r};
        const GridSeries grid = make()->series(run.context);
        std::vector<double> year;
        for (std::int64_t h = 0; h < hours_per_year; ++h)
            year.push_back(grid.average.at({h * ns_per_hour}) / gram_per_kWh);
        intensity.add(year);
    }
    CHECK(intensity.mean == Approx(481).epsilon(.02));
    CHECK(intensity.sd / intensity.mean == Approx(.276).epsilon(.10));
    CHECK(intensity.diurnal / intensity.mean == Approx(1.092 - .813).epsilon(.15));
    CHECK(intensity.lag1 == Approx(.984).margin(.02));
    CHECK(intensity.lag24 == Approx(.712).margin(.05));
}

TEST_CASE("intensities of typical grids are as alike from day to day as they were", "[environment][golden]")
{
    // ci_factors_2022.csv of the energy data
    const std::map<std::string, double> published{{"great-britain", .612},
                                                  {"france", .775},
                                                  {"singapore-like", .794},
                                                  {"australia-nsw-like", .881},
                                                  {"australia-sa-like", .489}};
    for (const auto& [zone, lag24] : published) {
        CAPTURE(zone);
        const auto source = maker(grids(), "kind = \"typical\"\nzone = \"" + zone + '"')();
        Statistics intensity;
        for (std::uint32_t r = 0; r < seeds; ++r) {
            const TestRun run{{2025, 1, 1, 0}, 365, r};
            intensity.add(hourly_grams(source->series(run.context)));
        }
        CHECK(intensity.lag24 == Approx(lag24).margin(.05));
    }
}

TEST_CASE("typical years of American grids have the intensity and the fuels of their tables", "[environment][golden]")
{
    struct Zone {
        const char* name;
        double mean, cv, diurnal, lag1, lag24;
        std::map<std::string, double> megawatts; ///< of fuels with more than 2 %
    };
    // eia_summary_2022.csv of the energy data; bounds: science/energy.md, 13.3.
    const std::vector<Zone> zones{
        {"us-ercot",
         347.202,
         .219583,
         .187808,
         .977207,
         .518517,
         {{"wind", 12254.5}, {"solar", 2701.64}, {"gas", 20862.9}, {"coal", 8213.53}, {"nuclear", 4778.32}}},
        {"us-caiso",
         256.16,
         .320338,
         .524624,
         .9555,
         .907299,
         {{"wind", 1984.42}, {"solar", 4100.8}, {"gas", 9450.92}, {"hydro", 1693.51}, {"nuclear", 2016.94}}},
        {"us-midwest",
         440.566,
         .117863,
         .0881685,
         .987628,
         .622549,
         {{"wind", 11409.6}, {"gas", 23784.8}, {"coal", 24781.1}, {"nuclear", 10503.2}}},
        {"us-southeast",
         423.198,
         .0673234,
         .078173,
         .968226,
         .843182,
         {{"solar", 902.645}, {"gas", 14914.5}, {"coal", 5349.44}, {"hydro", 1104.26}, {"nuclear", 5367.13}}}};
    for (const Zone& zone : zones) {
        CAPTURE(zone.name);
        const auto source = maker(grids(), std::string{"kind = \"typical\"\nzone = \""} + zone.name + "\"")();
        const TypicalMix made{generation_of(zone.name)};
        Statistics intensity;
        double cv = 0;
        FuelMix megawatts{};
        for (std::uint32_t r = 0; r < seeds; ++r) {
            const TestRun run{{2022, 1, 1, 0}, 365, r};
            const std::vector<double> year = hourly_grams(source->series(run.context));
            intensity.add(year);
            cv += standard_deviation(year) / mean(year) / seeds;
            const auto mixes = made.mix(run.context, zone.name, window_of(run.context));
            for (const FuelMix& mix : mixes)
                for (std::size_t i = 0; i < mix.size(); ++i)
                    megawatts[i] += mix[i] / static_cast<double>(mixes.size()) / seeds;
        }
        CHECK(intensity.mean == Approx(zone.mean).epsilon(.02));
        CHECK(cv == Approx(zone.cv).epsilon(.10));
        CHECK(intensity.diurnal / intensity.mean == Approx(zone.diurnal).epsilon(.15));
        CHECK(intensity.lag1 == Approx(zone.lag1).margin(.02));
        CHECK(intensity.lag24 == Approx(zone.lag24).margin(.15));
        for (std::size_t i = 0; i < fuels.size(); ++i) {
            const auto expected = zone.megawatts.find(std::string{fuels[i].name});
            if (expected == zone.megawatts.end()) continue;
            CAPTURE(fuels[i].name);
            CHECK(megawatts[i] == Approx(expected->second).epsilon(.03));
        }
    }
}

TEST_CASE("a mix as in PJM has its shares, and the carbon that follows from them", "[environment][analytic]")
{
    const TypicalMix made{generation_of("us-pjm-like")};
    FuelMix sum{};
    for (std::uint32_t r = 0; r < seeds; ++r) {
        const TestRun run{{2022, 1, 1, 0}, 365, r};
        for (const FuelMix& mix : made.mix(run.context, "us-pjm-like", window_of(run.context)))
            for (std::size_t i = 0; i < mix.size(); ++i) sum[i] += mix[i];
    }
    const std::map<std::string, double> shares{
        {"gas", .40}, {"nuclear", .33}, {"coal", .20}, {"wind", .04}, {"hydro", .02}};
    for (std::size_t i = 0; i < fuels.size(); ++i) {
        const auto expected = shares.find(std::string{fuels[i].name});
        if (expected != shares.end()) CHECK(sum[i] / total(sum) == Approx(expected->second).epsilon(.03));
    }
    // .4 x 490 + .33 x 12 + .2 x 820 + .04 x 11 + .02 x 24 + .01 x 41
    FactorSet factors;
    visit_named("factors = \"eia-ce\"", [&](Fields& f) { fields(f, factors); });
    CHECK(dcsim::intensity(sum, factors) / gram_per_kWh == Approx(365.29).epsilon(.02));
}

TEST_CASE("where the wind blows more than the zone needs it is curtailed, and gas makes a quarter of what it does",
          "[environment][analytic]")
{
    const auto flat = [](double megawatts) { return std::vector<double>(MonthHourTable::size, megawatts); };
    GenerationYear g;
    const auto at = [&](std::string_view name) -> std::optional<HourlyYear>& { return g.by_fuel[*fuel_index(name)]; };
    at("wind") = HourlyYear{.hourly = flat(70)};
    at("coal") = HourlyYear{.hourly = flat(20)};
    at("gas") = HourlyYear{.hourly = flat(40)};
    const TestRun run{{2022, 1, 1, 0}, 1};
    for (const auto& [demand, wind, coal, gas] :
         {std::array{120.0, 70.0, 20.0, 30.0}, {95.0, 65.0, 20.0, 10.0}, {20.0, 0.0, 10.0, 10.0}}) {
        g.demand.hourly = flat(demand);
        const FuelMix mix = TypicalMix{g}.mix(run.context, "x", window_of(run.context)).front();
        CHECK(total(mix) == Approx(demand));
        CHECK(mix[*fuel_index("wind")] == Approx(wind).margin(1e-9));
        CHECK(mix[*fuel_index("coal")] == Approx(coal));
        CHECK(mix[*fuel_index("gas")] == Approx(gas));
    }
}

TEST_CASE("noise of two persistences has both, and is less alike from hour to hour", "[environment][analytic]")
{
    for (const auto& [lag1, lag24] : {std::pair{.9857, .318}, {.9719, .693}, {.8642, .508}, {.909, .6219}}) {
        CAPTURE(lag1);
        const TestRun run{{2022, 1, 1, 0}, 20 * 365};
        const auto x = annual_noise(run.context, {"test", "noise"}, Persistence{lag1, lag24}, window_of(run.context));
        CHECK(mean(x) == Approx(0).margin(.1));
        CHECK(standard_deviation(x) == Approx(1).margin(.03));
        CHECK(autocorrelation(x, 1) == Approx(lag1).margin(.003));
        CHECK(autocorrelation(x, 24) == Approx(lag24).margin(.05));
        for (int lag = 2; lag <= 24; ++lag) CHECK(autocorrelation(x, lag) < autocorrelation(x, lag - 1) + .003);
    }
}

TEST_CASE("persistences that no noise has are told with the range that there is", "[environment][config]")
{
    CHECK_FALSE(misfit({.9857, .318}));
    // Equal roots r = .9563: (1 + 24 (1 - r^2) / (1 + r^2)) r^24
    CHECK_THAT(*misfit({.999, .3}), Catch::Contains("beside residual_lag1 = 0.999"));
    CHECK_THAT(*misfit({.5, .9}), Catch::Contains("must lie between"));
}

TEST_CASE("what lies around the means of a fuel is as wide as asked for", "[environment][analytic]")
{
    const GenerationYear g = generation_of("us-caiso");
    const TypicalMix made{g};
    for (const char* name : {"solar", "hydro"}) {
        CAPTURE(name);
        const std::size_t fuel = *fuel_index(name);
        const MonthHourTable table{g.by_fuel[fuel]->hourly};
        double square = 0, steps = 0;
        for (std::uint32_t r = 0; r < seeds; ++r) {
            const TestRun run{{2022, 1, 1, 0}, 365, r};
            const SeriesWindow window = window_of(run.context);
            const auto mix = made.mix(run.context, "us-caiso", window);
            for (std::size_t i = 0; i < window.count; ++i) {
                const double residual = mix[i][fuel] - std::max(0.0, table.at(window.unix_at(i)));
                square += residual * residual;
                steps += 1;
            }
        }
        const double usual = mean(g.by_fuel[fuel]->hourly);
        CHECK(std::sqrt(square / steps) / usual == Approx(g.by_fuel[fuel]->residual_sd).epsilon(.07));
    }
}

TEST_CASE("a zone of one's own is written by fuel, without a row of the catalogue", "[environment][config]")
{
    std::string means = "hourly = [";
    for (int i = 0; i < 288; ++i) means += "60.0, ";
    means += "]\n";
    const std::string zone = "kind = \"typical\"\nfactors = \"eia-ce\"\n[demand]\n" + means + "[generation.hydro]\n" +
                             means + "[generation.gas]\n" + means;
    const TestRun run{{2022, 1, 1, 0}, 2};
    const GridSeries g = maker(grids(), zone)()->series(run.context);
    // Hydro meets all demand, and is curtailed for the quarter that gas makes.
    CHECK(g.average.at({}) / gram_per_kWh == Approx((45 * 24 + 15 * 490) / 60.0));
}

TEST_CASE("the fuels of a typical grid make its intensity, and its shares sum to one", "[environment][invariant]")
{
    const TestRun run{{2025, 3, 1, 0}, 7};
    for (const char* zone :
         {"germany", "great-britain", "france", "singapore-like", "australia-nsw-like", "australia-sa-like", "us-ercot",
          "us-caiso", "us-midwest", "us-southeast", "us-pjm-like"}) {
        const std::string table = std::string{"kind = \"typical\"\nzone = \""} + zone + "\"";
        const GridSeries grid = maker(grids(), table)()->series(run.context);
        CHECK(grid.basis == "average, production, lifecycle");
        for (std::int64_t h = -24; h < 9 * 24; ++h) {
            double sum = 0;
            for (const auto& [fuel, share] : grid.share_by_fuel) sum += share.at({h * ns_per_hour});
            CHECK(sum == Approx(1).epsilon(1e-12));
            const double clean = grid.carbon_free.at({h * ns_per_hour});
            CHECK(clean >= 0);
            CHECK(clean <= 1);
        }
    }
}

TEST_CASE("the mix of Germany's mean is as heavy as its intensity says", "[environment]")
{
    // Without month, hour and residual the target is the mean itself: the coal share gives the bundle's weight.
    const std::string flat = "kind = \"typical\"\nzone = \"germany\"\nresidual_sd = 0.0\n"
                             "month_factors = [1,1,1,1,1,1,1,1,1,1,1,1]\n"
                             "hour_factors = [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]";
    const TestRun run{{2025, 3, 1, 0}, 1};
    const GridSeries grid = maker(grids(), flat)()->series(run.context);
    CHECK(grid.average.at({0}) / gram_per_kWh == Approx(481).epsilon(1e-12));
    CHECK(grid.share_by_fuel.at("coal").at({0}) == Approx(.9 * (481 - 44.6) / (787 - 44.6)).epsilon(1e-9));
}

TEST_CASE("other factors change the carbon of a typical grid, not its fuels", "[environment]")
{
    const TestRun run{{2025, 3, 1, 0}, 2};
    const std::string zone = "kind = \"typical\"\nzone = \"germany\"\n";
    const GridSeries life = maker(grids(), zone)()->series(run.context);
    const GridSeries direct = maker(grids(), zone + "factors = \"emaps-direct\"")()->series(run.context);
    CHECK(direct.basis == "average, production, direct");
    CHECK(direct.average.at({0}) < life.average.at({0}));
    CHECK(direct.share_by_fuel.at("coal").at({0}) == life.share_by_fuel.at("coal").at({0}));
}

TEST_CASE("a typical year belongs to its instants, its seed and its replication", "[environment][invariant]")
{
    const auto make = maker(climates(), "kind = \"typical\"\npreset = \"frankfurt\"");
    const TestRun shorter{{2025, 6, 1, 0}, 3}, longer{{2025, 5, 31, 0}, 40}, other{{2025, 6, 1, 0}, 3, 1};
    const WeatherSeries a = make()->series(shorter.context), b = make()->series(longer.context);
    for (std::size_t i = 0; i < a.dry_bulb_celsius.size(); ++i) {
        CHECK(a.dry_bulb_celsius[i] == b.dry_bulb_celsius[i + 24]);
        CHECK(a.ghi_w_m2[i] == b.ghi_w_m2[i + 24]);
    }
    CHECK(make()->series(other.context).dry_bulb_celsius != a.dry_bulb_celsius);
    CHECK(a.dry_bulb_celsius.size() >= (1 + 3 + 2) * 24 + 1);
    CHECK(a.first.ns == -24 * ns_per_hour);
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

TEST_CASE("without a word the site stands in Frankfurt, on the German grid", "[environment]")
{
    const TestRun run{{2025, 3, 1, 0}, 2};
    CHECK(maker(climates(), "kind = \"typical\"")()->series(run.context).location.latitude_deg == Approx(50.088));
    CHECK_THAT(maker(grids(), "kind = \"typical\"")()->series(run.context).source, Catch::Contains("germany"));
    CHECK(maker(prices(), "kind = \"time-of-use\"")()->series(run.context).currency == "EUR");
}

TEST_CASE("clouds over Singapore and Sydney let through what reaches the ground there in a year",
          "[environment][published]")
{
    // 1,580 kWh/m2 [Solar Energy Research Institute of Singapore], 4.6 kWh/m2 a day [Bureau of Meteorology].
    for (const auto& [site, measured] : {std::pair{"singapore", 1580.0}, {"sydney", 365 * 4.6}}) {
        CAPTURE(site);
        const auto source = maker(climates(), std::string{"kind = \"typical\"\npreset = \""} + site + "\"")();
        double ghi = 0;
        for (std::uint32_t r = 0; r < seeds; ++r) {
            const TestRun run{{2025, 1, 1, 0}, 365, r};
            ghi += mean(one_year(source->series(run.context).ghi_w_m2)) * 8.76 / seeds;
        }
        CHECK(ghi == Approx(measured).epsilon(.02));
    }
}
