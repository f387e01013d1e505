#pragma once
#include "sim/base/units.h"
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dcsim {

/// An absolute temperature, written "25 degC" (or "25 C"); a difference is a Kelvin, written "5 K".
struct Celsius {
    double value{0};
    friend constexpr auto operator<=>(const Celsius&, const Celsius&) = default;
};

/// Stands for the scenario's currency where none was written: the code "no currency" of ISO 4217.
inline constexpr std::string_view any_currency = "XXX";

/// A quantity as written, or why it is none.
struct ParsedQuantity {
    double si{0};
    std::string currency{}; ///< three upper-case letters if the unit has money in it
    std::string problem{};  ///< empty if the text was understood
};

/// Reads "1.5 MW", "95 g/kWh", "40 /s", "0.12 EUR/kWh": a number and a unit of dimension `dim`. A unit is an atom, a
/// ratio of two atoms, or "/atom".
ParsedQuantity parse_quantity(std::string_view text, Dim dim);
/// Reads "25 degC".
ParsedQuantity parse_celsius(std::string_view text);

/// The shortest text that `parse_quantity` reads back to exactly `si`.
std::string quantity_text(double si, Dim dim);
std::string celsius_text(double value);

/// "power", "duration", "carbon intensity", ...
std::string dimension_name(Dim dim);
/// The dimension of this name; none if no quantity has it.
std::optional<Dim> dimension_of(std::string_view name);
/// The dimension of the unit behind a number: power of "50 W"; none if there is no unit or it is not known.
std::optional<Dim> dimension_in(std::string_view text);
/// The usual units, SI base last if it is not usual: W, kW, MW, GW.
std::vector<std::string> units_of(Dim dim);
/// "W, kW, MW, GW"
std::string unit_list(Dim dim);
/// The same, as a value to copy: "1.5 MW"
std::string quantity_example(Dim dim);

/// The shortest decimal text of a number, without ".0".
std::string plain_number(double value);

} // namespace dcsim
