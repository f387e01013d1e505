#include "models/energy/dispatch.h"
#include "sim/config/visit.h"
#include "tests/models/energy/day_case.h"
#include <catch2/catch.hpp>

namespace dcsim {
namespace {

using namespace day_case;
using Follow = DispatchRule::Follow;

std::unique_ptr<Dispatch> made(const std::string& toml)
{
    std::vector<Problem> problems;
    Maker<Dispatch> maker;
    visit_tree(parse_toml(toml, "test.toml"), Tree{}, problems, [&](Fields& f) {
        f.one_of("dispatch", dispatches(), maker, "what the battery does", "self-consumption");
    });
    if (!problems.empty()) throw ConfigError{problems};
    return maker();
}

SupplyTotals day_under(const std::string& toml, SupplyParts parts)
{
    add_battery(parts);
    parts.dispatch = made(toml);
    return day_of(std::move(parts));
}

} // namespace

TEST_CASE("a rule becomes the power that the battery is asked for", "[dispatch][unit]")
{
    const Power deficit = 1 * MW, load = 3 * MW, sun = 2 * MW, much_sun = 5 * MW;
    CHECK(wanted({Follow::surplus}, load, much_sun) == 2 * MW);
    CHECK(wanted({Follow::surplus}, load, sun) == -deficit);
    CHECK(wanted({Follow::charge, 4 * MW, true}, load, sun) == 4 * MW);
    CHECK(wanted({Follow::charge, 4 * MW, false}, load, sun) == Power{});
    CHECK(wanted({Follow::charge, 4 * MW, false}, load, much_sun) == 2 * MW);
    CHECK(wanted({Follow::grid_target, 0.4 * MW}, load, sun).si() == Approx(-0.6e6));
    CHECK(wanted({Follow::grid_target, 1.5 * MW, true}, load, sun) == 0.5 * MW);
    CHECK(wanted({Follow::grid_target, 1.5 * MW, false}, load, sun) == Power{});
    CHECK(wanted({Follow::hold}, load, much_sun) == Power{});
}

TEST_CASE("thresholds on the carbon of the coming day, without sun", "[dispatch][golden]")
{
    const SupplyTotals total = day_under("dispatch = { kind = 'carbon-threshold' }", grid_only());
    CHECK(total.of(Flow::import) / MWh == Approx(23.173296).epsilon(1e-6));
    CHECK(total.location_carbon / kilogram == Approx(6364.126316).epsilon(1e-6));
    CHECK(total.of(Flow::charge) / MWh == Approx(3.213296).epsilon(1e-6));
    CHECK(total.of(Flow::discharge) / MWh == Approx(4.04).epsilon(1e-6));
    CHECK(total.stored / MWh == Approx(0.8).epsilon(1e-9));
}

TEST_CASE("thresholds do not depend on how time is cut", "[dispatch][invariant]")
{
    for (const char* kind : {"carbon-threshold", "price-threshold"}) {
        const std::string toml = std::string{"dispatch = { kind = '"} + kind + "' }";
        const SupplyTotals whole = day_under(toml, with_solar());
        SupplyParts parts = with_battery();
        parts.dispatch = made(toml);
        Supply supply{std::move(parts)};
        std::vector<Time> minutes;
        for (int m = 0; m <= 1440; ++m) minutes.push_back(Time{m * 60'000'000'000LL});
        run(supply, minutes);
        CHECK(supply.totals().location_carbon / whole.location_carbon == Approx(1).epsilon(1e-12));
        CHECK(supply.totals().cost / whole.cost == Approx(1).epsilon(1e-12));
    }
}

TEST_CASE("trading on the price costs less than leaving the battery alone", "[dispatch][invariant]")
{
    const SupplyTotals idle = day_under("dispatch = { kind = 'none' }", grid_only());
    const SupplyTotals trading = day_under("dispatch = { kind = 'price-threshold' }", grid_only());
    CHECK(idle.of(Flow::charge) == Energy{});
    CHECK(idle.of(Flow::discharge) == Energy{});
    CHECK(trading.cost < idle.cost);
}

/// Two prices: cheap for eight hours, dear for sixteen.
SupplyParts two_prices()
{
    SupplyParts parts = grid_only();
    Hours tariff{};
    for (std::size_t h = 0; h < tariff.size(); ++h) tariff[h] = h < 8 ? 50 : 150;
    parts.price = std::make_shared<const PriceSeries>(PriceSeries{hourly(tariff, per_MWh), "EUR", "test"});
    parts.price_forecast = std::make_unique<OracleForecast<Price>>(parts.price->energy);
    return parts;
}

TEST_CASE("a tariff of two prices is traded: fill at the low one, feed the load at the high one",
          "[dispatch][analytic]")
{
    // From 2 to 4 MWh at .95, then all 3.2 MWh above the reserve, once a day.
    const SupplyTotals total = day_under("dispatch = { kind = 'price-threshold' }", two_prices());
    CHECK(total.of(Flow::charge) / MWh == Approx(2 / 0.95).epsilon(1e-9));
    CHECK(total.of(Flow::discharge) / MWh == Approx(3.2 * 0.95).epsilon(1e-9));
    // The same tariff told by its two steps a day alone.
    SupplyParts steps = two_prices();
    std::vector<Time> at;
    std::vector<Price> price;
    for (int i = 0; i < 6; ++i) {
        at.push_back(at_hour(24 * (i / 2) + (i % 2) * 8));
        price.push_back((i % 2 == 0 ? 50 : 150) * per_MWh);
    }
    const Signal<Price> coarse{std::move(at), std::move(price), at_hour(72)};
    steps.price_forecast = std::make_unique<OracleForecast<Price>>(coarse);
    const SupplyTotals same = day_under("dispatch = { kind = 'price-threshold' }", std::move(steps));
    CHECK(same.of(Flow::charge) / total.of(Flow::charge) == Approx(1).epsilon(1e-12));
    CHECK(same.of(Flow::discharge) / total.of(Flow::discharge) == Approx(1).epsilon(1e-12));
}

TEST_CASE("thresholds leave the battery alone where nothing varies", "[dispatch][invariant]")
{
    SupplyParts flat = grid_only(Signal<Intensity>{300 * gram_per_kWh});
    const SupplyTotals total = day_under("dispatch = { kind = 'carbon-threshold' }", std::move(flat));
    CHECK(total.of(Flow::charge) == Energy{});
    CHECK(total.of(Flow::discharge) == Energy{});
}

TEST_CASE("in the dearest hours what the load leaves over is stored and not thrown away", "[dispatch][analytic]")
{
    SupplyParts parts = grid_only();
    Hours sun{}, tariff{};
    for (std::size_t h = 0; h < sun.size(); ++h) {
        sun[h] = h == 12 ? 2 : 0;
        tariff[h] = h == 12 ? 100 : 50 + static_cast<double>(h);
    }
    parts.solar = Solar{hourly(sun, 1.0), 1 * MW};
    parts.price = std::make_shared<const PriceSeries>(PriceSeries{hourly(tariff, per_MWh), "EUR", "test"});
    parts.price_forecast = std::make_unique<OracleForecast<Price>>(parts.price->energy);
    const SupplyTotals total =
        day_under("dispatch = { kind = 'price-threshold', low = 0.0, high = 0.97 }", std::move(parts));
    CHECK(total.of(Flow::charge) / MWh == Approx(1).epsilon(1e-9)); // 2 MW of sun on a load of 1 MW
    CHECK(total.of(Flow::curtailed) == Energy{});
}

TEST_CASE("a grid target is held while the battery lasts", "[dispatch][analytic]")
{
    SupplyParts parts = grid_only();
    add_battery(parts);
    parts.dispatch = made("dispatch = { kind = 'grid-target', target = '900 kW' }");
    Supply supply{std::move(parts)};
    run(supply, {Time{0}, at_hour(11)}); // 1.2 MWh above the reserve, 0.1 MW / 0.95 out of it: 11.4 h
    CHECK(supply.totals().peak_import / MW == Approx(0.9).epsilon(1e-12));
    run(supply, {at_hour(11), at_hour(12)});
    CHECK(supply.totals().peak_import / MW == Approx(1).epsilon(1e-12));
}

TEST_CASE("self-consumption is what a battery does unless told otherwise", "[dispatch][unit]")
{
    CHECK(day_under("", with_solar()).location_carbon / kilogram == Approx(2910.3).epsilon(1e-9));
    CHECK_THROWS_AS(made("dispatch = { kind = 'carbon-threshold', low = 0.8, high = 0.2 }"), ConfigError);
}

} // namespace dcsim
