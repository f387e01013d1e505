#include "models/environment/typical_mix.h"
#include "models/environment/typical_year.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"
#include "typical_statistics.h"

using namespace dcsim;

namespace {

template <class Read> void visit_named(const std::string& toml, Read read)
{
    std::vector<Problem> problems; // other keys of the row, which are not asked for
    visit_tree(parse_toml(toml, "test.toml"), embedded_catalogue(), problems, read);
}

/// What its row of the catalogue says: of generation, or the factors of it.
template <class Part> Part of_zone(const std::string& zone)
{
    Part part;
    visit_named("zone = \"" + zone + '"', [&](Fields& f) {
        f.preset("zone", "grid", "a zone");
        fields(f, part);
    });
    return part;
}

std::vector<double> hourly_grams(const GridSeries& grid)
{
    std::vector<double> year;
    for (std::int64_t h = 0; h < hours_per_year; ++h) year.push_back(grid.average.at({h * ns_per_hour}) / gram_per_kWh);
    return year;
}

} // namespace

TEST_CASE("Germany's typical year has the statistics of its table", "[environment][golden]")
{
    const auto make = maker(grids(), "kind = \"typical\"\nzone = \"germany\"");
    Statistics intensity;
    for (std::uint32_t r = 0; r < seeds; ++r) {
        const TestRun run{{2025, 1, 1, 0}, 365, r};
        intensity.add(hourly_grams(make()->series(run.context)));
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
        const TypicalMix made{of_zone<GenerationYear>(zone.name)};
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
    const TypicalMix made{of_zone<GenerationYear>("us-pjm-like")};
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

TEST_CASE("what lies around the means of a fuel is as wide as asked for", "[environment][analytic]")
{
    const GenerationYear g = of_zone<GenerationYear>("us-caiso");
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
        const auto factors = of_zone<FactorSet>(zone).factors;
        CHECK(grid.basis == "average, production, lifecycle");
        for (std::int64_t h = -24; h < 9 * 24; ++h) {
            double sum = 0, emitted = 0;
            for (const auto& [fuel, signal] : grid.share_by_fuel) {
                const double share = signal.at({h * ns_per_hour});
                sum += share;
                if (share > 0) emitted += share * (factors[*fuel_index(fuel)].value() / gram_per_kWh);
            }
            CHECK(sum == Approx(1).epsilon(1e-12));
            CHECK(grid.average.at({h * ns_per_hour}) / gram_per_kWh == Approx(emitted).epsilon(1e-12));
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
