#include "models/cooling/clamps.h"

namespace dcsim {

std::map<std::string, double> ClampedHours::by_name() const
{
    constexpr std::array names{
        "air_flow",       "coil",         "chiller", "condenser_flow", "tower_wet_bulb", "tower_range",
        "tower_freezing", "distribution", "ups",     "transformer"};
    static_assert(names.size() == static_cast<std::size_t>(Clamp::count));
    std::map<std::string, double> shown;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (hours_[i] > 0) shown.emplace(names[i], hours_[i]);
    return shown;
}

} // namespace dcsim
