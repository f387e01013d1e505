#pragma once

/// Properties of the fluids of the cooling plant near room temperature.
namespace dcsim {

inline constexpr double water_heat_capacity = 4186; // J/(kg K)
inline constexpr double water_density = 997;        // kg/m3, 25 degC
inline constexpr double air_heat_capacity = 1006;   // J/(kg K)

} // namespace dcsim
