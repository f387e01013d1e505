#include "analysis/validate/cases.h"
#include "models/cooling/fluids.h"
#include "models/cooling/movers.h"
#include "models/cooling/plants.h"
#include "models/cooling/water_balance.h"
#include "models/physics/air.h"
#include "sim/config/tree.h"
#include "sim/config/visit.h"
#include <fmt/core.h>

namespace dcsim {

namespace {

std::vector<ValidationRow> water_flow(const ValidationContext&)
{
    return {within("T4", "water for 1 MW at a rise of 10 K, kg/s", 23.889154, water_kg_s(1e6 / 10), 1e-6)};
}

std::vector<ValidationRow> tower_water(const ValidationContext&)
{
    constexpr double evaporation = 1 / 2.45e6 * 3.6e6; // kg per kWh of heat
    const WaterUse use = water_use({.cycles_of_concentration = 5, .drift_fraction = 0}, evaporation, 0);
    return {within("T5.blowdown", "five cycles, 2.45 MJ/kg: blow-down, L/kWh", 0.367347, use.blowdown, 1e-6),
            within("T5.makeup", "five cycles, 2.45 MJ/kg: make-up, L/kWh", 1.836735, use.make_up(), 1e-6)};
}

std::vector<ValidationRow> wet_bulbs(const ValidationContext&)
{
    struct Point {
        double celsius, percent, pascal, exact;
    };
    constexpr double solver_kelvin = 2e-3;
    std::vector<ValidationRow> rows;
    for (const Point& p : {Point{28, 45, 101325, 19.4548},
                           {35, 20, 83000, 17.8260},
                           {18, 95, 101325, 17.4665},
                           {40, 12, 96000, 18.9344}}) {
        const double ratio = humidity_ratio(p.celsius, p.percent / 100, p.pascal);
        rows.push_back(near(fmt::format("T6.{}", rows.size() + 1),
                            fmt::format("wet bulb at {:g} degC, {:g} %, degC", p.celsius, p.percent), p.exact,
                            wet_bulb_celsius(p.celsius, ratio, p.pascal, p.celsius), solver_kelvin));
    }
    return rows;
}

std::vector<ValidationRow> affinity(const ValidationContext&)
{
    const Mover fan{.flow_m3_s = 10, .pascal = 350, .efficiency = 0.6};
    const auto share = [&](double flow) { return mover_power(fan, flow) / mover_power(fan, 1); };
    return {exact("T8.80", "fan at 80 % of its flow, of full power", 0.512, share(0.8)),
            exact("T8.60", "fan at 60 % of its flow, of full power", 0.216, share(0.6))};
}

constexpr PlantSize design{12.5 * MW, 0};

Maker<Plant, PlantSize> chosen(const std::string& toml)
{
    Maker<Plant, PlantSize> maker;
    std::vector<Problem> problems;
    visit_tree(parse_toml(toml, "validation.toml"), Tree{}, problems,
               [&](Fields& f) { f.kind(plants(), maker, "plant of a case"); });
    if (!problems.empty()) throw ConfigError{problems};
    return maker;
}

Air outdoors(double celsius)
{
    constexpr double relative_humidity = 0.6, sea_level_pascal = 101325;
    const double ratio = humidity_ratio(celsius, relative_humidity, sea_level_pascal);
    return {celsius, ratio, wet_bulb_celsius(celsius, ratio, sea_level_pascal, celsius), sea_level_pascal};
}

/// Power after two hours at steady conditions.
Power settled(Plant& plant, Power heat, const Air& air)
{
    constexpr Span minute_span{60'000'000'000};
    PlantResult result;
    for (std::int64_t i = 0; i < 120; ++i)
        result = plant.step({Time{i * minute_span.ns}, Time{(i + 1) * minute_span.ns}}, heat, air);
    return result.total();
}

/// How often a plant in one mode draws less when it gets warmer and more humid, in steps of 1 K.
double falls(const std::string& toml, double load)
{
    const Maker<Plant, PlantSize> make = chosen(toml);
    double count = 0;
    Power before{};
    for (double celsius = -20; celsius <= 42; celsius += 1) {
        const Power now = settled(*make(design), load * design.design_it, outdoors(celsius));
        if (now < (1 - 1e-9) * before) ++count;
        before = now;
    }
    return count;
}

std::vector<ValidationRow> warmer_costs_more(const ValidationContext&)
{
    struct OneMode {
        std::string name, toml;
    };
    const std::vector<OneMode> modes{{"water-chiller", "kind = \"water-chiller-wse\"\neconomizer = false"},
                                     {"air-chiller", "kind = \"air-chiller\""}};
    std::vector<ValidationRow> rows;
    for (const OneMode& mode : modes)
        for (const double load : {0.3, 0.6, 1.0})
            rows.push_back(identical(fmt::format("T9.{}.{:.0f}", mode.name, 100 * load),
                                     "power falls from -20 to 42 degC", 0, falls(mode.toml, load)));
    return rows;
}

} // namespace

std::vector<ValidationCase> thermal_cases()
{
    return {
        {"T4", "flow of water that carries heat", "heat capacity, 4186 J/(kg K)", 'C', "facility", water_flow},
        {"T5", "water of a tower", "balance of water and salts", 'C', "facility", tower_water},
        {"T6", "wet bulb", "ASHRAE Fundamentals 2017 ch. 1, by bisection", 'C', "-", wet_bulbs},
        {"T8", "fans and pumps at part speed", "affinity laws", 'C', "facility", affinity},
        {"T9", "a plant draws no less when it gets warmer", "monotony, in one mode", 'C', "facility",
         warmer_costs_more},
    };
}

} // namespace dcsim
