#include "sim/config/stored_value.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <array>

namespace dcsim {

namespace {

constexpr std::array<std::string_view, 7> preferred{"kWh", "kg", "g/kWh", "L", "L/kWh", "XXX/kWh", "XXX/t"};

double si_of(const std::string& unit, Dim dim)
{
    return parse_quantity("1 " + unit, dim).si;
}

std::string unit_in_files(Dim dim)
{
    const std::vector<std::string> units = units_of(dim);
    for (const std::string& unit : units)
        if (std::find(preferred.begin(), preferred.end(), unit) != preferred.end()) return unit;
    for (const std::string& unit : units)
        if (si_of(unit, dim) == 1) return unit;
    return units.front();
}

/// "kWh", which UDUNITS does not know, as "kW h", "EUR/kWh" as "EUR kW-1 h-1", "/s" as "s-1".
std::string udunits(std::string unit, const std::string& currency)
{
    if (unit.starts_with(any_currency) && !currency.empty()) unit.replace(0, any_currency.size(), currency);
    const std::size_t slash = unit.find('/');
    if (slash == std::string::npos) return unit == "kWh" ? "kW h" : unit;
    const std::string below = unit.substr(slash + 1);
    return unit.substr(0, slash) + (slash == 0 ? "" : " ") + (below == "kWh" ? "kW-1 h" : below) + "-1";
}

} // namespace

std::optional<StoredValue> stored_value(const TypeText& type, const Tree& written)
{
    if (const auto* whole = std::get_if<std::int64_t>(&written.data))
        return StoredValue{static_cast<double>(*whole), "1"};
    if (const auto* number = std::get_if<double>(&written.data)) return StoredValue{*number, "1"};
    if (!written.text()) return std::nullopt;
    if (type.name == Codec<Celsius>::type().name) {
        const ParsedQuantity parsed = parse_celsius(*written.text());
        return parsed.problem.empty() ? std::optional{StoredValue{parsed.si, "degC"}} : std::nullopt;
    }
    const std::optional<Dim> dim = type.name.empty() ? dimension_in(*written.text()) : dimension_of(type.name);
    if (!dim) return std::nullopt;
    const ParsedQuantity parsed = parse_quantity(*written.text(), *dim);
    if (!parsed.problem.empty()) return std::nullopt;
    const std::string unit = unit_in_files(*dim);
    return StoredValue{parsed.si / si_of(unit, *dim), udunits(unit, parsed.currency)};
}

} // namespace dcsim
