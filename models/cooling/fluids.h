#pragma once

/// Properties of the fluids of the cooling plant near room temperature.
namespace dcsim {

inline constexpr double water_heat_capacity = 4186; // J/(kg K)
inline constexpr double water_density = 997;        // kg/m3, 25 degC
inline constexpr double air_heat_capacity = 1006;   // J/(kg K)

/// Flow of the water that carries so many watts per kelvin of its rise, kg/s.
constexpr double water_kg_s(double watts_per_kelvin)
{
    return watts_per_kelvin / water_heat_capacity;
}

} // namespace dcsim
