#include "epw_sample.h"
#include "models/physics/air.h"
#include "sample.h"

using namespace dcsim;
using namespace dcsim::epw_field;

namespace {

/// Of the first days of a year; element 24 is the state at its start.
WeatherSeries weather(const EpwChanges& changes, const std::string& rule = "")
{
    TestRun run{{2021, 1, 1, 0}, 2};
    run.inputs.provide("/made.epw", epw_text(changes));
    return maker(climates(), "kind = \"epw\"\nfile = \"/made.epw\"\n" + rule)()->series(run.context);
}

constexpr std::size_t start = 24; // of the run in its series

} // namespace

TEST_CASE("a value that an EPW row lacks costs the row no other", "[weather][epw]")
{
    const EpwChanges no_wind{{4, {{wind, "999"}, {dry_bulb, "30"}}}};
    for (const char* rule : {"on_gap = \"hold\"", "on_gap = \"interpolate\""}) {
        const WeatherSeries w = weather(no_wind, rule);
        CHECK(w.dry_bulb_celsius[start + 5] == 30); // the end of the fifth hour
        CHECK(w.wind_m_s[start + 5] == 3);
        CHECK(w.no_sun.empty());
    }
    const EpwChanges no_heat{{4, {{dry_bulb, "99.9"}, {pressure, "94000"}}}, {5, {{dry_bulb, "26"}}}};
    CHECK(weather(no_heat, "on_gap = \"hold\"").dry_bulb_celsius[start + 5] == 20);
    const WeatherSeries between = weather(no_heat, "on_gap = \"interpolate\"");
    CHECK(between.dry_bulb_celsius[start + 5] == 23);
    CHECK(between.pascal[start + 5] == 94000);
}

TEST_CASE("an EPW gap that no rule fills is told with its line and column", "[weather][epw]")
{
    CHECK_THROWS_WITH(weather({{4, {{dry_bulb, "99.9"}}}}),
                      "/made.epw:7: the dry bulb temperature (field 7) is blank or missing (on_gap = \"hold\" or "
                      "\"interpolate\" would fill it)");
    CHECK_THROWS_WITH(weather({{4, {{pressure, ""}}}}), Catch::Contains(":7: the atmospheric pressure (field 10) is"));
    CHECK_THROWS_WITH(weather({{0, {{8, "999"}}}}, "on_gap = \"hold\""),
                      Catch::Contains(":3: the relative humidity (field 9) is blank, and nothing beside it can fill"));
    EpwChanges four_hours;
    for (const std::size_t i : {10, 11, 12, 13}) four_hours[i] = {{dry_bulb, "99.9"}};
    CHECK_THROWS_WITH(weather(four_hours, "on_gap = \"hold\""),
                      Catch::Contains(":13: the dry bulb temperature (field 7) begins a gap that is longer than"));
    CHECK_THROWS_WITH(weather({{4, {{dry_bulb, "70"}}}}),
                      Catch::Contains("is outside what weather can be (dry bulb temperature (field 7))"));
    CHECK_THROWS_WITH(weather({{4, {{3, "4"}}}}), Catch::Contains("is not later than the row before it"));
}

TEST_CASE("without any pressure an EPW file has that of the standard atmosphere", "[weather][epw][golden]")
{
    const WeatherSeries w = weather({{every_row, {{pressure, "999999"}}}});
    CHECK(w.pascal[start] == Approx(95461).margin(1)); // at 500 m [ASHRAE Fundamentals 2017, ch. 1]
    CHECK(w.humidity_ratio[start] == Approx(humidity_ratio(20, 0.5, standard_pascal(500))));
}

TEST_CASE("an EPW file needs wind and irradiances only where they are looked at", "[weather][epw]")
{
    const WeatherSeries none = weather({{every_row, {{direct, "9999"}}}});
    CHECK(none.no_sun == "/made.epw: no row states the direct normal irradiance (field 15)");
    CHECK(none.dni_w_m2.empty());
    CHECK(none.dry_bulb_celsius[start] == 20);
    CHECK(weather({{4, {{wind, "999"}}}}).no_sun ==
          "/made.epw:7: the wind speed (field 22) is blank or missing (on_gap = \"hold\" or \"interpolate\" would fill "
          "it)");
    const WeatherSeries filled = weather({{4, {{direct, "9999"}}}}, "on_gap = \"hold\"");
    CHECK(filled.no_sun.empty());
    CHECK(filled.dni_w_m2[start + 4] == 300); // of the hour that begins there
}
