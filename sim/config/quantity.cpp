#include "sim/config/quantity.h"
#include "sim/base/errors.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace dcsim {

namespace {

struct Unit {
    std::string_view name;
    Dim dim;
    double si;
};

constexpr Dim time_dim{.time = 1}, energy_dim{.energy = 1}, power_dim{.time = -1, .energy = 1},
    kelvin_dim{.temperature = 1}, carbon_dim{.carbon = 1}, volume_dim{.volume = 1}, money_dim{.money = 1},
    bytes_dim{.bytes = 1}, flop_dim{.flop = 1}, area_dim{.area = 1}, rate_dim{.time = -1},
    pressure_dim{.energy = 1, .volume = -1};

constexpr double bytes_per_gigabit = 1e9 / 8;

constexpr Unit atoms[]{
    {"ns", time_dim, 1e-9},
    {"us", time_dim, 1e-6},
    {"ms", time_dim, 1e-3},
    {"s", time_dim, 1},
    {"min", time_dim, minute.si()},
    {"h", time_dim, hour.si()},
    {"d", time_dim, day.si()},
    {"W", power_dim, 1},
    {"kW", power_dim, kW.si()},
    {"MW", power_dim, MW.si()},
    {"GW", power_dim, 1e9},
    {"J", energy_dim, 1},
    {"kJ", energy_dim, 1e3},
    {"MJ", energy_dim, 1e6},
    {"Wh", energy_dim, 3600},
    {"kWh", energy_dim, kWh.si()},
    {"MWh", energy_dim, MWh.si()},
    {"GWh", energy_dim, 3.6e12},
    {"g", carbon_dim, gram.si()},
    {"kg", carbon_dim, kilogram.si()},
    {"t", carbon_dim, tonne.si()},
    {"L", volume_dim, litre.si()},
    {"m3", volume_dim, cubic_metre.si()},
    {"m2", area_dim, 1},
    {"K", kelvin_dim, 1},
    {"Pa", pressure_dim, 1},
    {"kPa", pressure_dim, 1e3},
    {"B", bytes_dim, 1},
    {"kB", bytes_dim, 1e3},
    {"MB", bytes_dim, 1e6},
    {"GB", bytes_dim, 1e9},
    {"TB", bytes_dim, 1e12},
    {"PB", bytes_dim, 1e15},
    {"KiB", bytes_dim, 1024.0},
    {"MiB", bytes_dim, 1048576.0},
    {"GiB", bytes_dim, 1073741824.0},
    {"TiB", bytes_dim, 1099511627776.0},
    {"Gbit", bytes_dim, bytes_per_gigabit},
    {"FLOP", flop_dim, 1},
    {"GFLOP", flop_dim, 1e9},
    {"TFLOP", flop_dim, 1e12},
    {"PFLOP", flop_dim, 1e15},
    {"EFLOP", flop_dim, 1e18},
    {"Hz", rate_dim, 1},
    {"kHz", rate_dim, 1e3},
    {"MHz", rate_dim, 1e6},
    {"GHz", rate_dim, 1e9},
    {any_currency, money_dim, 1},
};

struct Known {
    Dim dim;
    std::string_view name, example;
    std::array<std::string_view, 10>
        units; ///< offered in messages; for printing, the later of two equally short ones wins
};

constexpr Known dimensions[]{
    {time_dim, "duration", "24 h", {"ns", "us", "ms", "s", "min", "h", "d"}},
    {energy_dim, "energy", "3 MWh", {"J", "kJ", "MJ", "Wh", "kWh", "MWh", "GWh"}},
    {power_dim, "power", "1.5 MW", {"W", "kW", "MW", "GW"}},
    {kelvin_dim, "temperature difference", "5 K", {"K"}},
    {carbon_dim, "carbon", "2 kg", {"g", "kg", "t"}},
    {volume_dim, "volume", "30 m3", {"L", "m3"}},
    {pressure_dim, "pressure", "600 Pa", {"Pa", "kPa"}},
    {area_dim, "area", "100 m2", {"m2"}},
    {money_dim, "money", "100 EUR", {any_currency}},
    {bytes_dim, "size", "80 GB", {"B", "kB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB"}},
    {flop_dim, "operations", "2 TFLOP", {"FLOP", "GFLOP", "TFLOP", "PFLOP", "EFLOP"}},
    {rate_dim, "rate", "40 /s", {"Hz", "kHz", "MHz", "GHz", "/d", "/h", "/min", "/s"}},
    {Intensity::dim, "carbon intensity", "95 g/kWh", {"g/kWh", "kg/kWh", "kg/MWh", "kg/J"}},
    {Price::dim, "price of energy", "80 EUR/MWh", {"XXX/kWh", "XXX/MWh", "XXX/J"}},
    {Irradiance::dim, "irradiance", "800 W/m2", {"W/m2", "kW/m2"}},
    {Dim{.time = -1, .bytes = 1}, "data rate", "3.35 TB/s", {"B/s", "MB/s", "GB/s", "TB/s", "Gbit/s"}},
    {Dim{.time = -1, .flop = 1}, "speed", "989 TFLOP/s", {"FLOP/s", "GFLOP/s", "TFLOP/s", "PFLOP/s"}},
    {Dim{.time = -1, .volume = 1}, "flow", "5 L/s", {"L/s", "m3/h", "m3/s"}},
    {Dim{.energy = -1, .volume = 1}, "water intensity", "1.8 L/kWh", {"L/kWh", "m3/MWh", "m3/J"}},
    {Dim{.time = -1, .energy = 1, .temperature = -1}, "heat conductance", "12 kW/K", {"W/K", "kW/K", "MW/K"}},
    {Dim{.energy = 1, .temperature = -1}, "heat capacity", "50 MJ/K", {"J/K", "kJ/K", "MJ/K", "kWh/K"}},
    {Dim{.time = -2, .energy = 1}, "ramp rate", "2 MW/min", {"W/s", "kW/s", "kW/min", "MW/min", "MW/h"}},
    {Dim{.carbon = -1, .money = 1}, "carbon price", "80 EUR/t", {"XXX/t", "XXX/kg"}},
    {Dim{.volume = -1, .money = 1}, "price of water", "3 EUR/m3", {"XXX/m3", "XXX/L"}},
    {Dim{.time = 1, .energy = -1, .money = 1}, "price of power", "12 EUR/kW", {"XXX/kW", "XXX/MW", "XXX/W"}},
    {Dim{.time = -1, .money = 1}, "cost rate", "2 EUR/h", {"XXX/h", "XXX/d", "XXX/s"}},
    {Dim{.energy = 1, .area = -1}, "insolation", "5 kWh/m2", {"kWh/m2", "J/m2"}},
    {Dim{.energy = 1, .flop = -1}, "energy per operation", "1 J/TFLOP", {"J/TFLOP", "J/FLOP"}},
    {Dim{.energy = 1, .bytes = -1}, "energy per byte", "0.1 J/GB", {"J/GB", "J/B"}},
};

const Known* known(Dim dim)
{
    const auto at =
        std::find_if(std::begin(dimensions), std::end(dimensions), [&](const Known& k) { return k.dim == dim; });
    return at == std::end(dimensions) ? nullptr : at;
}

bool is_currency(std::string_view name)
{
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return name.size() == 3 && std::all_of(name.begin(), name.end(), upper);
}

std::optional<Unit> atom(std::string_view name)
{
    const auto at = std::find_if(std::begin(atoms), std::end(atoms), [&](const Unit& u) { return u.name == name; });
    if (at != std::end(atoms)) return *at;
    if (is_currency(name)) return Unit{name, money_dim, 1};
    return std::nullopt;
}

std::optional<Unit> unit(std::string_view name)
{
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) return atom(name);
    const std::optional<Unit> below = atom(name.substr(slash + 1));
    if (slash == 0) return below ? std::optional{Unit{name, -below->dim, 1 / below->si}} : std::nullopt;
    const std::optional<Unit> above = atom(name.substr(0, slash));
    if (!above || !below) return std::nullopt;
    return Unit{name, above->dim + -below->dim, above->si / below->si};
}

std::string money_in(std::string_view unit_name)
{
    const std::string_view above = unit_name.substr(0, unit_name.find('/'));
    return is_currency(above) && atom(above)->dim == money_dim ? std::string{above} : std::string{};
}

struct Split {
    double number{0};
    std::string_view unit;
    bool ok{false};
};

Split split(std::string_view text)
{
    const auto trimmed = [](std::string_view s) {
        const std::size_t from = s.find_first_not_of(' ');
        return from == std::string_view::npos ? std::string_view{} : s.substr(from, s.find_last_not_of(' ') - from + 1);
    };
    text = trimmed(text);
    Split parts;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts.number);
    parts.ok = error == std::errc{} && std::isfinite(parts.number);
    if (parts.ok) parts.unit = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
    return parts;
}

std::string unit_list_in(std::string_view currency, Dim dim)
{
    std::vector<std::string> names = units_of(dim);
    for (std::string& name : names)
        if (name.starts_with(any_currency)) name.replace(0, any_currency.size(), currency);
    return joined_list(names);
}

/// What people write, and what is meant; no unit is of two lengths.
struct Habit {
    std::string_view written, meant;
};
constexpr Habit habits[]{
    {"sec", "did you mean 's'?"},
    {"second", "did you mean 's'?"},
    {"seconds", "did you mean 's'?"},
    {"m", "did you mean 'min'?"},
    {"minute", "did you mean 'min'?"},
    {"minutes", "did you mean 'min'?"},
    {"hr", "did you mean 'h'?"},
    {"hrs", "did you mean 'h'?"},
    {"hour", "did you mean 'h'?"},
    {"hours", "did you mean 'h'?"},
    {"day", "did you mean 'd'?"},
    {"days", "did you mean 'd'?"},
    {"w", "a week is 7 d;"},
    {"week", "a week is 7 d;"},
    {"weeks", "a week is 7 d;"},
    {"month", "a month is 28 to 31 d;"},
    {"months", "a month is 28 to 31 d;"},
    {"a", "a year is 365 d;"},
    {"y", "a year is 365 d;"},
    {"year", "a year is 365 d;"},
    {"years", "a year is 365 d;"},
    {"gCO2/kWh", "did you mean 'g/kWh'?"},
    {"gCO2e/kWh", "did you mean 'g/kWh'?"},
    {"gCO2eq/kWh", "did you mean 'g/kWh'?"},
    {"kgCO2/kWh", "did you mean 'kg/kWh'?"},
    {"kgCO2e/kWh", "did you mean 'kg/kWh'?"},
};

/// "did you mean 'h'? ", empty if nothing is near. A single letter is near to all others, and none of them is meant.
std::string guess(std::string_view name, Dim dim)
{
    const auto habit = std::ranges::find(habits, name, &Habit::written);
    const std::vector<std::string> units = units_of(dim);
    if (habit != std::end(habits)) {
        const bool fits = std::ranges::any_of(units, [&](const std::string& one) {
            return habit->meant.find('\'' + one + '\'') != std::string_view::npos;
        });
        if (fits || (dim == time_dim && habit->meant.ends_with(';'))) return std::string{habit->meant} + ' ';
    }
    const std::string near = nearest(name, units);
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    if (near.empty() || (name.size() == 1 && lower(near.front()) != lower(name.front()))) return {};
    return "did you mean '" + near + "'? ";
}

std::string wrong_unit(std::string_view name, Dim dim)
{
    // Of "USD/t" the currency is meant, of "MWH" it is not known whether it is one.
    const std::string money = name.find('/') == std::string_view::npos ? std::string{} : money_in(name);
    const std::string allowed = "allowed: " + unit_list_in(money.empty() ? "EUR" : money, dim);
    if (name.empty()) return "has no unit (" + allowed + ")";
    const std::optional<Unit> other = unit(name);
    // Three capitals may be a currency or a mistyped unit ("MWH"): the list of units helps in both cases.
    if (other && money_in(name).empty())
        return "has '" + std::string{name} + "', a unit of " + dimension_name(other->dim) + ", where " +
               dimension_name(dim) + " belongs (" + allowed + ")";
    if (name.starts_with('$') || name.starts_with("€"))
        return "has the unknown unit '" + std::string{name} + "' (write the currency by its three letters; " + allowed +
               ")";
    return "has the unknown unit '" + std::string{name} + "' (" + guess(name, dim) + allowed + ")";
}

/// Dividing by the factor and multiplying back may miss the last bit: the neighbours are tried too.
std::string exact_text(double si, const Unit& in)
{
    const double guess = si / in.si;
    for (const double number : {guess, std::nextafter(guess, HUGE_VAL), std::nextafter(guess, -HUGE_VAL)}) {
        if (number * in.si != si) continue;
        return plain_number(number) + ' ' + std::string{in.name};
    }
    return {};
}

} // namespace

ParsedQuantity parse_quantity(std::string_view text, Dim dim)
{
    const Split parts = split(text);
    if (!parts.ok)
        return {.problem =
                    "is not a quantity: " + quantity_example(dim) + " is (a number and one of " + unit_list(dim) + ")"};
    const std::optional<Unit> in = unit(parts.unit);
    if (!in || in->dim != dim) return {.problem = wrong_unit(parts.unit, dim)};
    return {.si = parts.number * in->si, .currency = money_in(parts.unit)};
}

ParsedQuantity parse_celsius(std::string_view text)
{
    const Split parts = split(text);
    if (parts.ok && (parts.unit == "degC" || parts.unit == "C")) return {.si = parts.number};
    return {.problem = "is not a temperature (write \"25 degC\")"};
}

std::string quantity_text(double si, Dim dim)
{
    if (const Known* k = known(dim); k && si == 0) {
        const std::string usual{k->example.substr(k->example.find(' ') + 1)};
        return "0 " + (usual.starts_with("EUR") ? std::string{any_currency} + usual.substr(3) : usual);
    }
    std::string best;
    for (const std::string& name : units_of(dim)) {
        const std::string text = exact_text(si, *unit(name));
        if (!text.empty() && (best.empty() || text.size() <= best.size())) best = text;
    }
    require(!best.empty(), "every dimension has its SI unit in the table of units");
    return best;
}

std::string celsius_text(double value)
{
    return plain_number(value) + " degC";
}

std::string dimension_name(Dim dim)
{
    const Known* k = known(dim);
    return k ? std::string{k->name} : "quantity";
}

std::optional<Dim> dimension_of(std::string_view name)
{
    const auto at =
        std::find_if(std::begin(dimensions), std::end(dimensions), [&](const Known& k) { return k.name == name; });
    return at == std::end(dimensions) ? std::nullopt : std::optional{at->dim};
}

std::optional<Dim> dimension_in(std::string_view text)
{
    const Split parts = split(text);
    const std::optional<Unit> in = parts.ok ? unit(parts.unit) : std::nullopt;
    return in && known(in->dim) ? std::optional{in->dim} : std::nullopt;
}

std::vector<std::string> units_of(Dim dim)
{
    const Known* k = known(dim);
    require(k, "a declared quantity has a dimension that has no row in the table of units");
    std::vector<std::string> names;
    for (const std::string_view name : k->units)
        if (!name.empty()) names.emplace_back(name);
    return names;
}

std::string unit_list(Dim dim)
{
    return unit_list_in("EUR", dim);
}

std::string quantity_example(Dim dim)
{
    const Known* k = known(dim);
    return k ? '"' + std::string{k->example} + '"' : "a number with a unit";
}

std::string plain_number(double value)
{
    std::array<char, 32> buffer;
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

} // namespace dcsim
