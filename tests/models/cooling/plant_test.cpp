#include "models/cooling/plants.h"
#include "models/physics/air.h"
#include "tests/models/cooling/plant_year.h"
#include "tests/models/made.h"
#include <catch2/catch.hpp>
#include <cmath>

using namespace dcsim;

namespace {

constexpr PlantSize size{12.5 * MW, 0};
constexpr Span one_minute{60'000'000'000};
const std::vector<std::string> weather_plants{"water-chiller-wse", "air-chiller"};

Air outdoors(double celsius, double relative_humidity, double pascal = 101325)
{
    const double w = humidity_ratio(celsius, relative_humidity, pascal);
    return {celsius, w, wet_bulb_celsius(celsius, w, pascal, celsius - 5), pascal};
}

Interval minute_of_run(int i)
{
    return {Time{i * one_minute.ns}, Time{(i + 1) * one_minute.ns}};
}

std::unique_ptr<Plant> plant(const std::string& kind, PlantSize of = size)
{
    const std::string given = kind == "constant-pue" ? "\npue = 1.3\nwue = \"1.8 L/kWh\"" : "";
    return made(plants(), "kind = \"" + kind + "\"" + given, of);
}

/// The last step of two hours of steady conditions, from hour `from` on.
PlantResult settled(Plant& p, Power heat, const Air& air, int from = 0)
{
    PlantResult r;
    for (int i = 60 * from; i < 60 * (from + 2); ++i) r = p.step(minute_of_run(i), heat, air);
    return r;
}

/// Hours of a summer and a winter day: 27 +- 8 degC and -2 +- 6 degC.
std::vector<Air> two_days()
{
    std::vector<Air> hours;
    for (int i = 0; i < 48; ++i) {
        const double swing = -std::cos(i * 3.14159265 / 12);
        hours.push_back(i < 24 ? outdoors(27 + 8 * swing, 0.5 - 0.2 * swing) : outdoors(-2 + 6 * swing, 0.7));
    }
    return hours;
}

} // namespace

TEST_CASE("heat and power in equal heat out and stored, in any weather and load", "[cooling][invariant]")
{
    for (const std::string& kind : weather_plants) {
        const auto p = plant(kind);
        int i = 0;
        for (const Air& air : two_days())
            for (const double load : {0.0, 0.2, 0.9, 1.3}) {
                const Power heat = load * size.design_it;
                const PlantResult r = p->step(minute_of_run(i), heat, air);
                const Power in = heat + r.fans + r.pumps + r.compressors;
                INFO(kind << " step " << i);
                CHECK(std::abs((in - r.rejected - r.stored) / size.design_it) < 1e-9);
                CHECK(r.total() >= Power{});
                ++i;
            }
    }
}

TEST_CASE("cooling power never falls when it gets warmer and more humid", "[cooling][invariant]")
{
    // Changes of mode aside: without the economizer there are none.
    const std::vector<std::string> single_mode{"kind = \"water-chiller-wse\"\neconomizer = false",
                                               R"(kind = "air-chiller")"};
    for (const std::string& toml : single_mode)
        for (const double load : {0.2, 0.5, 0.8, 1.0}) {
            Power before{};
            for (double celsius = -20; celsius <= 42; celsius += 0.5) {
                const auto p = made(plants(), toml, size);
                const Power now = settled(*p, load * size.design_it, outdoors(celsius, 0.6)).total();
                INFO(toml << " at load " << load << ", " << celsius << " degC");
                CHECK(now.si() >= before.si() * (1 - 1e-9));
                before = now;
            }
        }
}

TEST_CASE("free and partial cooling cost more when it gets warmer, change of mode aside", "[cooling][invariant]")
{
    for (const double load : {0.5, 0.8, 1.0}) {
        Power before{};
        bool compressors_ran = false;
        for (double celsius = -20; celsius <= 18; celsius += 0.5) {
            const auto p = plant("water-chiller-wse");
            const PlantResult r = settled(*p, load * size.design_it, outdoors(celsius, 0.6));
            const bool compressors_run = r.compressors > Power{};
            INFO("load " << load << ", " << celsius << " degC");
            if (compressors_run == compressors_ran) CHECK(r.total().si() >= before.si() * (1 - 1e-9));
            before = r.total();
            compressors_ran = compressors_run;
        }
    }
}

TEST_CASE("a plant without load runs at finite power and rejects its own heat", "[cooling][invariant]")
{
    for (const std::string& kind : weather_plants) {
        const auto p = plant(kind);
        const PlantResult r = settled(*p, Power{}, outdoors(20, 0.5));
        CHECK(std::isfinite(r.total().si()));
        CHECK(r.total() > Power{});
        CHECK(r.total() < 0.1 * size.design_it);
        CHECK(r.supply_celsius == Approx(24));
    }
}

TEST_CASE("a plant ten times as large under ten times the load is the same plant", "[cooling][invariant]")
{
    for (const std::string& kind : weather_plants) {
        const auto small = plant(kind), large = plant(kind, {10 * size.design_it, 0});
        const PlantResult a = settled(*small, 9 * MW, outdoors(25, 0.5));
        const PlantResult b = settled(*large, 90 * MW, outdoors(25, 0.5));
        CHECK(b.total().si() == Approx(10 * a.total().si()).epsilon(1e-9));
        CHECK(b.make_up().si() == Approx(10 * a.make_up().si()).epsilon(1e-9));
    }
}

TEST_CASE("half the step changes the energy of two days by less than a thousandth", "[cooling][invariant]")
{
    const auto chain = made(chains(), R"(kind = "2n-double")", ChainSize{size.design_it});
    for (const std::string& kind : weather_plants) {
        const auto coarse = plant(kind), fine = plant(kind);
        const YearSums a = run(*coarse, *chain, 10 * MW, two_days(), one_minute);
        const YearSums b = run(*fine, *chain, 10 * MW, two_days(), {one_minute.ns / 2});
        CHECK(a.cooling / kWh == Approx(b.cooling / kWh).epsilon(1e-3));
        CHECK(a.pue() >= 1);
    }
}

TEST_CASE("thin air costs fan power", "[cooling][invariant]")
{
    for (const std::string& kind : weather_plants) {
        const auto sea = plant(kind), mountain = plant(kind);
        const Power low = settled(*sea, 9 * MW, outdoors(20, 0.5)).fans;
        const Power high = settled(*mountain, 9 * MW, outdoors(20, 0.5, 80000)).fans;
        CHECK(high / low == Approx(101325.0 / 80000).epsilon(1e-9));
    }
}

TEST_CASE("heat beyond the chillers' capacity warms the loop and is counted", "[cooling][invariant]")
{
    for (const std::string& kind : weather_plants) {
        const auto p = plant(kind);
        PlantResult r;
        for (int i = 0; i < 10; ++i) r = p->step(minute_of_run(i), 1.3 * size.design_it, outdoors(35, 0.5));
        CHECK(r.unmet_heat_w > 0);
        CHECK(r.stored.si() == Approx(r.unmet_heat_w));
        CHECK(r.supply_celsius > 24);
        const auto hours = p->clamped_hours();
        CHECK(hours.at("chiller") > 0);
        CHECK(hours.at("air_flow") == Approx(10.0 / 60));
    }
}

TEST_CASE("an empty hall costs the chillers little", "[cooling][reference]")
{
    // A plant for 1 MW without any IT: one of four chillers has 0.5 % of its load. Reference: the same equations,
    // written independently in Python (fans and pumps at their least flow, sheet's form of the chiller).
    const auto p = plant("air-chiller", {1 * MW, 0});
    const PlantResult r = settled(*p, Power{}, outdoors(30, 0.5));
    CHECK(r.fans / watt == Approx(364.46023).epsilon(1e-6));
    CHECK(r.pumps / watt == Approx(1370.09212).epsilon(1e-6));
    CHECK(r.compressors / watt == Approx(698.45911).epsilon(1e-6));
}

TEST_CASE("make-up replaces vapour, drift and what keeps four cycles of concentration", "[cooling][invariant]")
{
    const auto p = plant("water-chiller-wse");
    for (const int step : {0, 1, 2, 3}) {
        const PlantResult r = settled(*p, 10 * MW, outdoors(15 * step - 10, 0.4), 2 * step);
        CHECK(r.evaporation > Volume{});
        CHECK(r.blowdown.si() == Approx(r.evaporation.si() / 3 - r.drift.si()));
        CHECK(r.make_up().si() == Approx((r.evaporation + r.drift + r.blowdown).si()).epsilon(1e-12));
    }
}

TEST_CASE("the economizer carries the load alone in winter", "[cooling]")
{
    const auto p = plant("water-chiller-wse");
    CHECK(settled(*p, 10 * MW, outdoors(-5, 0.7)).compressors == Power{});
    CHECK(settled(*p, 10 * MW, outdoors(30, 0.6), 2).compressors > Power{});
}

TEST_CASE("a given PUE does what it says and brings its own chain", "[cooling][analytic]")
{
    const auto p = plant("constant-pue");
    CHECK(p->includes_power_chain());
    const PlantResult r = p->step({Time{0}, Time{one_minute.ns * 60}}, 1 * MW, outdoors(35, 0.9));
    CHECK(r.total().si() == Approx(0.3e6));
    CHECK(r.make_up() / litre == Approx(1800));
    CHECK_THROWS_AS(made(plants(), R"(kind = "constant-pue")", size), ConfigError);
}

TEST_CASE("a plant saved in the middle goes on to the same bits", "[cooling][invariant]")
{
    for (const std::string& kind : weather_plants) {
        const auto whole = plant(kind), first = plant(kind), second = plant(kind);
        settled(*whole, 8 * MW, outdoors(12, 0.6));
        settled(*first, 8 * MW, outdoors(12, 0.6));
        Archive saved;
        first->state(saved);
        Archive restored{saved.bytes()};
        second->state(restored);
        const Air air = outdoors(13, 0.5);
        const Interval next = minute_of_run(120);
        const PlantResult a = whole->step(next, 9 * MW, air), b = second->step(next, 9 * MW, air);
        CHECK(a.total() == b.total());
        CHECK(a.make_up() == b.make_up());
        CHECK(a.stored == b.stored);
    }
}
