#pragma once
#include "sim/config/codec.h"
#include <optional>
#include <string>

namespace dcsim {

/// A value of a scenario as results files hold numbers: energy in kW h, carbon in kg, intensity in g kW-1 h-1, volumes
/// in litres, temperatures in degC, the rest in SI.
struct StoredValue {
    double number{0};
    std::string unit; ///< UDUNITS; "1" of a bare number
};

/// None if the value, which a key of this type was given, is no number. Without a type, as of a number of the
/// catalogue, its unit tells what it is.
std::optional<StoredValue> stored_value(const TypeText& type, const Tree& written);

} // namespace dcsim
