#include "analysis/validate/cases.h"
#include "analysis/validate/trial.h"
#include "models/energy/supply.h"
#include "sim/base/calendar.h"
#include <array>
#include <cmath>
#include <fmt/core.h>
#include <numbers>

/// One day of hourly data at a constant load of 1 MW, worked out by hand, and the battery's own limits.
namespace dcsim {

namespace {

using Hours = std::vector<double>;
const Hours solar_mw{0, 0, 0, 0, 0, 0, 0.2, 0.7, 1.3, 1.9, 2.4, 2.7, 2.8, 2.7, 2.4, 1.9, 1.3, 0.7, 0.2, 0, 0, 0, 0, 0};
const Hours intensity_g_kwh{300, 295, 290, 290, 300, 320, 350, 340, 300, 250, 210, 190,
                            180, 185, 200, 240, 300, 380, 420, 430, 410, 380, 350, 320};
const Hours price_per_mwh{60, 55, 52, 50, 55, 65,  80,  85,  70,  50, 35, 25,
                          20, 22, 30, 50, 80, 120, 150, 140, 110, 90, 75, 65};
constexpr Span one_hour{3'600'000'000'000};
constexpr Time day_end{24 * one_hour.ns};
constexpr double printed = 1e-6; // the answers are printed with six decimals

std::string price_csv()
{
    std::string csv = "Datetime (UTC),Price (EUR/MWh)\n";
    const std::int64_t first = unix_ns({2024, 12, 31, 0});
    for (std::int64_t h = 0; h < 7 * 24; ++h)
        csv += fmt::format("{},{}\n", timestamp_text(first + h * ns_per_hour),
                           price_per_mwh[static_cast<std::size_t>(h % 24)]);
    return csv;
}

std::vector<ValidationRow> grid_only(const ValidationContext&)
{
    Trial trial{scenario_text({.accelerators = 1,
                               .idle_w = 1e6,
                               .full_w = 1e6,
                               .grid = mix_grid("/mix.csv"),
                               .price = "{ kind = \"csv\", file = \"/price.csv\" }"}) +
                "[workload.jobs]\narrivals = { kind = \"at-start\" }\ngpus = 1\nduration = { kind = \"resident\" }\n"};
    trial.provide("/mix.csv", mix_csv(intensity_g_kwh));
    trial.provide("/price.csv", price_csv());
    const TrialResult result = trial.run();
    return {exact("B1.import", "grid only: import, MWh", 24, result.metric("energy_grid_import_kwh") / 1000),
            exact("B1.carbon", "grid only: carbon, kg", 7230, result.metric("co2e_location_kg")),
            exact("B1.cost", "grid only: cost, EUR", 1634, result.metric("cost_energy"))};
}

template <class Q> Signal<Q> hourly(const Hours& values, Q unit)
{
    std::vector<Q> steps;
    for (int day = 0; day < 2; ++day)
        for (const double v : values) steps.push_back(v * unit);
    return Signal<Q>{Time{}, one_hour, std::move(steps)};
}

/// Surplus charges, deficit discharges.
class SelfConsumption final : public Dispatch {
public:
    DispatchRule choose(const SupplyView&) override { return {}; }
    void state(Archive&) override {}
};

SupplyParts with_solar(Signal<double> per_peak)
{
    GridSeries grid;
    grid.average = hourly(intensity_g_kwh, gram_per_kWh);
    grid.carbon_free = Signal<double>{0.0};
    SupplyParts parts;
    parts.grid = std::make_shared<const GridSeries>(std::move(grid));
    parts.price = std::make_shared<const PriceSeries>(PriceSeries{hourly(price_per_mwh, per_MWh), "EUR", "worked day"});
    parts.carbon_forecast = std::make_unique<OracleForecast<Intensity>>(parts.grid->average);
    parts.price_forecast = std::make_unique<OracleForecast<Price>>(parts.price->energy);
    parts.solar = Solar{std::move(per_peak), 1 * MW};
    parts.run = {Time{}, day_end};
    return parts;
}

SupplyTotals day_of(SupplyParts parts, Power load)
{
    Supply supply{std::move(parts)};
    supply.settle({Time{}, day_end}, load, Power{}, Power{});
    return supply.totals();
}

std::vector<ValidationRow> day_rows(const std::string& id, const std::string& what, const SupplyTotals& t,
                                    const std::array<double, 5>& expected)
{
    return {within(id + ".import", what + ": import, MWh", expected[0], t.of(Flow::import) / MWh, printed),
            within(id + ".curtailed", what + ": curtailed, MWh", expected[1], t.of(Flow::curtailed) / MWh, printed),
            within(id + ".carbon", what + ": carbon, kg", expected[2], t.location_carbon / kilogram, printed),
            within(id + ".cost", what + ": cost, EUR", expected[3], t.cost.si(), printed),
            within(id + ".hourly", what + ": share of the load not bought, hourly", expected[4],
                   1 - t.of(Flow::import) / t.load(), printed)};
}

std::vector<ValidationRow> solar_day(const ValidationContext&)
{
    return day_rows("B2", "solar", day_of(with_solar(hourly(solar_mw, 1.0)), 1 * MW), {13.2, 10.4, 4517, 1062.5, 0.45});
}

std::vector<ValidationRow> battery_day(const ValidationContext&)
{
    SupplyParts parts = with_solar(hourly(solar_mw, 1.0));
    parts.battery = BatteryParams{.energy = 4 * MWh, .power = 1.5 * MW, .min_soc = 0.2};
    parts.dispatch = std::make_unique<SelfConsumption>();
    const SupplyTotals t = day_of(std::move(parts), 1 * MW);
    std::vector<ValidationRow> rows = day_rows("B3", "solar and battery", t, {9.02, 7.031579, 2910.3, 595.4, 0.624167});
    rows.push_back(
        within("B3.charged", "solar and battery: charged, MWh", 3.368421, t.of(Flow::charge) / MWh, printed));
    rows.push_back(
        within("B3.given", "solar and battery: discharged, MWh", 4.18, t.of(Flow::discharge) / MWh, printed));
    rows.push_back(within("B3.stored", "solar and battery: stored at the end, MWh", 0.8, t.stored / MWh, printed));
    rows.push_back(
        within("B3.volume", "solar and battery: share of the load, by volume", 0.883333, t.volume_matching(), printed));
    return rows;
}

/// The largest power, in MW, that a step of the given length can hold; `sign` -1 discharges.
double lasting_mw(const BatteryParams& p, Span length, double sign)
{
    double low = 0, high = p.max_power() / MW;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        const Battery::Step step = Battery{p, Intensity{}}.plan(sign * middle * MW, length);
        const bool lasts =
            step.length >= length && std::abs((step.flow.charge + step.flow.discharge) / MW - middle) < 1e-9;
        (lasts ? low : high) = middle;
    }
    return low;
}

std::vector<ValidationRow> tapered(const ValidationContext&)
{
    BatteryParams p{.energy = 10 * MWh, .eta_charge = 0.97, .eta_discharge = 1 / 1.04, .min_soc = 0, .taper = Taper{}};
    constexpr Span one_minute{60'000'000'000};
    p.power = 30 * MW / 0.97; // 3 C into the cells
    const double charge_hour = lasting_mw(p, one_hour, 1), charge_minute = lasting_mw(p, one_minute, 1);
    p.power = 30 * MW / 1.04; // 3 C out of the cells
    const double give_hour = lasting_mw(p, one_hour, -1), give_minute = lasting_mw(p, one_minute, -1);
    return {within("B4.charge.h", "10 MWh half full: charge for an hour, MW", 4.950495, charge_hour, printed),
            within("B4.give.h", "10 MWh half full: discharge for an hour, MW", 4.761905, give_hour, printed),
            within("B4.charge.min", "10 MWh half full: charge for a minute, MW", 30.927835, charge_minute, printed),
            within("B4.give.min", "10 MWh half full: discharge for a minute, MW", 28.846154, give_minute, printed)};
}

/// Mean of sin(pi t / 12 h) over the minute from m, 0 after sunset.
double half_sine(int m)
{
    constexpr double length = 720;
    if (m >= 720) return 0;
    const double angle = std::numbers::pi / length;
    return (std::cos(angle * m) - std::cos(angle * (m + 1))) / angle;
}

std::vector<ValidationRow> half_sine_day(const ValidationContext&)
{
    std::vector<double> minutes;
    for (int m = 0; m < 2880; ++m) minutes.push_back(half_sine(m % 1440));
    const SupplyTotals t = day_of(with_solar(Signal<double>{Time{}, Span{60'000'000'000}, std::move(minutes)}), 1 * MW);
    return {within("B5", "half sine of 1 MW and 12 h, MWh", 7.639437, t.of(Flow::solar) / MWh, printed)};
}

/// Mean of 300 - 100 cos(2 pi t / 24 h) by minutes.
std::vector<double> daily_cosine(double swing)
{
    std::vector<double> g;
    const double angle = 2 * std::numbers::pi / 1440;
    for (int m = 0; m < 1440; ++m) g.push_back(300 - swing * (std::sin(angle * (m + 1)) - std::sin(angle * m)) / angle);
    return g;
}

/// A job of 4 h at 1 kW, submitted at 10:00: its start in hours, its grams per kWh and its energy.
std::array<double, 3> deferred_job(double swing, const std::string& slack)
{
    Trial trial{scenario_text({.duration = "2 d",
                               .accelerators = 1,
                               .full_w = 1000,
                               .scheduler = "easy",
                               .scheduling = "defer = { kind = \"lowest-window\" }",
                               .grid = mix_grid("/mix.csv")}) +
                csv_workload("/jobs.csv", "flexibility = { slack = \"" + slack + "\" }")};
    trial.provide("/mix.csv", mix_csv(daily_cosine(swing), 1));
    trial.provide("/jobs.csv", "submit,duration,accelerators\n36000,14400,1\n");
    const TrialResult result = trial.run();
    return {seconds(*result.jobs.front().start) / hour, result.metric("co2e_location_kg") * 1000 / 4,
            result.metric("energy_it_kwh")};
}

std::vector<ValidationRow> deferral(const ValidationContext&)
{
    const auto [at_once, dirty, before] = deferred_job(100, "0 h");
    const auto [best, clean, after] = deferred_job(100, "24 h");
    const auto [near_best, medium, same] = deferred_job(100, "6 h");
    const auto [flat, constant, unmoved] = deferred_job(0, "24 h");
    constexpr double one_step = 1.0 / 60; // the signal has steps of a minute
    return {within("B6.now", "4 h job at 10:00, g/kWh", 395.492966, dirty, printed),
            near("B6.best", "its best start within a day, h", 22, best, one_step),
            within("B6.clean", "intensity then, g/kWh", 204.507034, clean, printed),
            within("B6.saved", "saving, %", 48.290601, 100 * (1 - clean / dirty), printed),
            near("B6.slack", "its best start with 6 h of slack, h", 16, near_best, one_step),
            within("B6.medium", "intensity then, g/kWh", 300, medium, 1e-4),
            exact("B6.energy", "energy at the best start over that at once", 1, after / before),
            exact("B6.flat", "start under a constant intensity, h", 10, flat),
            exact("B6.none", "intensity then, g/kWh", 300, constant)};
}

} // namespace

std::vector<ValidationCase> supply_cases()
{
    return {
        {"B1", "a day on the grid alone", "worked day, by hand", 'C', "grid", grid_only},
        {"B2", "the day with solar", "worked day, by hand", 'C', "site", solar_day},
        {"B3", "the day with solar and a battery", "worked day, by hand", 'C', "site", battery_day},
        {"B4", "limits of a tapering battery", "Kazhamiaka et al., Energy Informatics 2 (2019)", 'C', "site", tapered},
        {"B5", "energy of a half sine", "integral", 'C', "site", half_sine_day},
        {"B6", "a job moved to the cleanest window", "integral of a cosine", 'C', "grid", deferral},
    };
}

} // namespace dcsim
