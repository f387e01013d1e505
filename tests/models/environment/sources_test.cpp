#include "models/physics/air.h"
#include "models/physics/sun.h"
#include "sample.h"

using namespace dcsim;

namespace {

const std::filesystem::path energy_data{"../shared/data/energy"}, facility_data{"../shared/data/facility"};

std::vector<double> hourly(const Signal<Intensity>& signal, std::int64_t count)
{
    std::vector<double> values;
    for (std::int64_t h = 0; h < count; ++h) values.push_back(signal.at({h * ns_per_hour}) / gram_per_kWh);
    return values;
}

GridSeries mix_of_2022(const std::string& zone, const std::string& options)
{
    const std::string file = (energy_data / "eia_mix_2022" / (zone + "_2022_mix_ci.csv.gz")).string();
    TestRun run{{2022, 1, 1, 0}, 365};
    return maker(grids(),
                 "kind = \"mix-csv\"\nfactors = \"eia-ce\"\nrepeat = true\nfile = \"" + file + "\"\n" + options)()
        ->series(run.context);
}

} // namespace

TEST_CASE("generation by fuel gives the published intensities of California", "[grid][golden]")
{
    if (absent(energy_data)) return;
    const GridSeries grid = mix_of_2022("CISO", "on_gap = \"hold\"");
    const std::vector<double> year = hourly(grid.average, 8760);
    CHECK(year.front() == Approx(222.29592090536).epsilon(1e-12));
    const std::int64_t june = (unix_ns({2022, 6, 16, 16 * ns_per_hour}) - unix_ns({2022, 1, 1, 0})) / ns_per_hour;
    CHECK(year[static_cast<std::size_t>(june)] == Approx(150.543918764).epsilon(1e-11));
    CHECK(mean(year) == Approx(256.160386).epsilon(1e-6));
    CHECK(*std::min_element(year.begin(), year.end()) == Approx(74.0969).epsilon(1e-5));
    CHECK(*std::max_element(year.begin(), year.end()) == Approx(449.0330).epsilon(1e-5));
    CHECK(grid.filled_rows == 3);

    // 1 kW from 16:20 for 1 h 45 min: exact partial hours.
    const Time from{june * ns_per_hour + ns_per_hour / 3};
    const Interval job{from, from + Span{7 * ns_per_hour / 4}};
    CHECK((grid.average.mean(job) * (1 * kW) * seconds(job)) / gram == Approx(259.057992).epsilon(1e-8));
}

TEST_CASE("generation by fuel gives the published intensities of Texas", "[grid][golden]")
{
    if (absent(energy_data)) return;
    const GridSeries grid = mix_of_2022("ERCO", "");
    const std::vector<double> year = hourly(grid.average, 8760);
    CHECK(year.front() == Approx(334.205584757).epsilon(1e-11));
    CHECK(year.back() == Approx(231.847395416).epsilon(1e-11));
    CHECK(mean(year) == Approx(347.201881).epsilon(1e-8));
    CHECK(standard_deviation(year) / mean(year) == Approx(.219583).epsilon(1e-5));
    CHECK(*std::min_element(year.begin(), year.end()) == Approx(110.7470).epsilon(1e-6));
    CHECK(*std::max_element(year.begin(), year.end()) == Approx(516.6859).epsilon(1e-6));
    CHECK(grid.filled_rows == 0);
}

TEST_CASE("blank rows are an error unless a rule fills them", "[grid]")
{
    if (absent(energy_data)) return;
    CHECK_THROWS_WITH(mix_of_2022("CISO", ""), Catch::Contains("the row of 2022-01-05T10:00Z is blank or missing"));
}

TEST_CASE("a row with hardly any generation is a gap once a week tells what is usual", "[grid][unit]")
{
    const auto read = [](const std::string& rule, int fault) {
        TestRun run{{2025, 6, 1, 0}, 10};
        std::string csv = "timestamp,WND,NG\n";
        for (int h = 0; h < 10 * 24; ++h)
            csv += timestamp_text(run.context.start_unix_ns + h * ns_per_hour) + (h == fault ? ",1,0\n" : ",300,100\n");
        run.inputs.provide("/mix.csv", csv);
        const std::string table = "kind = \"mix-csv\"\nfactors = \"eia-ce\"\nfile = \"/mix.csv\"\n" + rule;
        return maker(grids(), table)()->series(run.context);
    };
    const std::string hold = "on_gap = \"hold\"\n";
    CHECK(read(hold, 200).filled_rows == 1);
    CHECK(read(hold, 200).average.at({200 * ns_per_hour}) == read(hold, -1).average.at({200 * ns_per_hour}));
    CHECK(read(hold, 100).filled_rows == 0); // there is no week before it
    CHECK(read(hold + "implausible_below = 0.0\n", 200).filled_rows == 0);
    CHECK_THROWS_WITH(read("", 200), Catch::Contains("has less than implausible_below of the median generation"));
}

TEST_CASE("a trace serves another year only if it may repeat", "[grid]")
{
    if (absent(energy_data)) return;
    const std::string file = (energy_data / "eia_mix_2022/ERCO_2022_mix_ci.csv.gz").string();
    const std::string table = "kind = \"mix-csv\"\nfactors = \"eia-ce\"\nfile = \"" + file + "\"\n";
    TestRun run{{2025, 6, 1, 0}, 2}, same{{2022, 6, 1, 0}, 2};
    CHECK_THROWS_WITH(maker(grids(), table)()->series(run.context),
                      Catch::Contains("covers 2022-01-01T00:00Z to 2023-01-01T00:00Z, but the run needs 2025-06-01"));
    const GridSeries repeated = maker(grids(), table + "repeat = true")()->series(run.context);
    const GridSeries original = maker(grids(), table)()->series(same.context);
    CHECK(repeated.average.at({5 * ns_per_hour}) == original.average.at({5 * ns_per_hour}));
}

TEST_CASE("local days of a market price have 23 and 25 hours when the clocks change", "[price][golden]")
{
    if (absent(energy_data)) return;
    const std::string file = (energy_data / "prices_2022/US-CAL-CISO_prices_2022.csv.gz").string();
    const auto make = maker(prices(), "kind = \"csv\"\nfile = \"" + file + "\"");
    const auto day_sum = [&](const CivilTime& start, std::int64_t hours) {
        TestRun run{start, 2};
        const PriceSeries price = make()->series(run.context);
        CHECK(price.currency == "USD");
        double sum = 0;
        for (std::int64_t h = 0; h < hours; ++h) sum += price.energy.at({h * ns_per_hour}) / per_MWh;
        return sum;
    };
    CHECK(day_sum({2022, 3, 13, 8 * ns_per_hour}, 23) == Approx(738.225830).epsilon(1e-8));
    CHECK(day_sum({2022, 11, 6, 7 * ns_per_hour}, 25) == Approx(1839.397470).epsilon(1e-8));
}

TEST_CASE("a tariff follows local clocks through the change to summer time", "[price][analytic]")
{
    // 30 March 2025, Berlin: 02:00 CET is 03:00 CEST; a Sunday, then a Monday.
    TestRun run{{2025, 3, 30, 0}, 2};
    const PriceSeries price =
        maker(prices(), "kind = \"time-of-use\"\npreset = \"eu-industrial\"")()->series(run.context);
    CHECK(price.currency == "EUR");
    const auto at = [&](int utc_hour) { return price.energy.at({utc_hour * ns_per_hour}) / per_kWh; };
    CHECK(at(0) == Approx(.096));       // 01:00 CET, weekend night
    CHECK(at(5) == Approx(.108));       // 07:00 CEST
    CHECK(at(17) == Approx(.152));      // 19:00 CEST
    CHECK(at(24 + 17) == Approx(.178)); // Monday 19:00 CEST
}

TEST_CASE("a fixed price and a constant grid hold at all times", "[price][grid]")
{
    TestRun run{{2025, 3, 30, 0}, 2};
    const PriceSeries price = maker(prices(), "kind = \"fixed\"\nprice = \"80 EUR/MWh\"")()->series(run.context);
    CHECK(price.energy.at({ns_per_hour}) / per_MWh == Approx(80));
    CHECK(price.currency == "EUR");
    const GridSeries grid = maker(grids(), "kind = \"constant\"\nintensity = \"95 g/kWh\"")()->series(run.context);
    CHECK(grid.average.at({ns_per_hour}) / gram_per_kWh == Approx(95));
}

TEST_CASE("EPW files give the published annual means and hours of wet and dry bulb", "[weather][golden]")
{
    struct Site {
        const char* file;
        double dry, wet;
        std::array<int, 4> wet_hours, dry_hours; ///< at most 5, 10, 15, 18 and 18, 24, 27, 35 degC
    };
    const std::array<Site, 4> sites{{
        {"USA_TX_Dallas-Fort.Worth", 19.81, 14.63, {1326, 2842, 3991, 4930}, {3657, 5372, 6346, 8497}},
        {"USA_VA_Leesburg.Exec", 13.78, 10.45, {2916, 4211, 5420, 6353}, {5579, 7285, 7982, 8741}},
        {"USA_CA_San.Jose-Mineta", 15.25, 11.16, {761, 3238, 7032, 8529}, {6233, 8059, 8505, 8760}},
        {"USA_CO_Denver.Intl.AP.725650_TMY3", 10.88, 4.87, {4434, 5806, 8034, 8717}, {6300, 7619, 8032, 8733}},
    }};
    if (absent(facility_data)) return;
    for (const Site& site : sites) {
        const std::string file = (facility_data / "weather_epw" / site.file).string() + ".epw.gz";
        TestRun run{{2021, 1, 1, 0}, 365};
        const WeatherSeries w = maker(climates(), "kind = \"epw\"\nfile = \"" + file + "\"")()->series(run.context);
        AirPath air{w};
        std::vector<double> dry, wet;
        for (std::int64_t h = 0; h < hours_per_year; ++h) {
            const Air now = air.at({h * ns_per_hour});
            dry.push_back(now.celsius);
            wet.push_back(now.wet_bulb_celsius);
        }
        const auto at_most = [](const std::vector<double>& v, double limit) {
            return static_cast<int>(std::count_if(v.begin(), v.end(), [&](double x) { return x <= limit; }));
        };
        CAPTURE(site.file);
        CHECK(mean(dry) == Approx(site.dry).margin(.01));
        CHECK(mean(wet) == Approx(site.wet).margin(.01));
        for (std::size_t i = 0; i < 4; ++i) {
            CHECK(std::abs(at_most(wet, std::array{5, 10, 15, 18}[i]) - site.wet_hours[i]) <= 3);
            CHECK(std::abs(at_most(dry, std::array{18, 24, 27, 35}[i]) - site.dry_hours[i]) <= 3);
        }
    }
}

TEST_CASE("an EPW row belongs to the end of its hour in local standard time", "[weather][analytic]")
{
    if (absent(facility_data)) return;
    const std::string file = (facility_data / "weather_epw/USA_TX_Dallas-Fort.Worth.epw.gz").string();
    TestRun run{{2021, 1, 1, 0}, 365};
    const WeatherSeries w = maker(climates(), "kind = \"epw\"\nfile = \"" + file + "\"")()->series(run.context);
    CHECK(w.location.elevation_m == Approx(170.7));
    CHECK(w.location.utc_offset / hour == -6);
    // Light read an hour early or late follows a clear sky less well than light read in time.
    std::array<double, 3> agreement{};
    for (std::size_t i = 1; i + 1 < w.ghi_w_m2.size(); ++i) {
        const auto hours = static_cast<std::int64_t>(i);
        const std::int64_t middle = run.context.start_unix_ns + w.first.ns + hours * ns_per_hour + ns_per_hour / 2;
        const SunPosition sun = sun_position(middle, w.location.latitude_deg, w.location.longitude_deg);
        for (std::size_t lag = 0; lag < 3; ++lag)
            agreement[lag] += w.ghi_w_m2[i + lag - 1] * clear_sky_w_m2(sun.cos_zenith);
    }
    CHECK(agreement[1] > agreement[0]);
    CHECK(agreement[1] > agreement[2]);
}

TEST_CASE("air between hours is linear in temperature and humidity, its wet bulb is solved", "[weather][analytic]")
{
    WeatherSeries w;
    w.step = {ns_per_hour};
    w.dry_bulb_celsius = {10, 20};
    w.humidity_ratio = {.004, .008};
    w.pascal = {100000, 98000};
    AirPath path{w};
    const Air middle = path.at({ns_per_hour / 2});
    CHECK(middle.celsius == Approx(15));
    CHECK(middle.humidity_ratio == Approx(.006));
    CHECK(middle.pascal == Approx(99000));
    CHECK(middle.wet_bulb_celsius == Approx(wet_bulb_celsius(15, .006, 99000, 15)).margin(1e-6));
    CHECK_THROWS_AS(path.at({ns_per_hour}), LogicError);
}

TEST_CASE("air between two saturated hours is saturated", "[weather][invariant]")
{
    WeatherSeries w;
    w.step = {ns_per_hour};
    w.dry_bulb_celsius = {0, 20};
    w.pascal = {101325, 101325};
    for (const double t : w.dry_bulb_celsius) w.humidity_ratio.push_back(saturation_humidity_ratio(t, 101325));
    AirPath path{w};
    const Air middle = path.at({ns_per_hour / 2});
    CHECK(middle.wet_bulb_celsius == Approx(10).margin(1e-4));
    CHECK(middle.humidity_ratio == Approx(saturation_humidity_ratio(10, 101325)));
}
