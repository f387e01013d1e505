#include "models/vocabulary/demand.h"

namespace dcsim {

std::string_view name(Cause cause)
{
    constexpr ByCause<std::string_view> names{"compute", "memory", "communication", "data", "static"};
    return at(names, cause);
}

std::string_view name(Device device)
{
    constexpr ByDevice<std::string_view> names{"accelerator dynamic", "accelerator idle", "cores", "host"};
    return at(names, device);
}

EnergyLedgers& EnergyLedgers::operator+=(const EnergyLedgers& o)
{
    for (std::size_t i = 0; i < cause.size(); ++i) cause[i] += o.cause[i];
    for (std::size_t i = 0; i < device.size(); ++i) device[i] += o.device[i];
    working_seconds += o.working_seconds;
    arithmetic_seconds += o.arithmetic_seconds;
    return *this;
}

EnergyLedgers& EnergyLedgers::operator-=(const EnergyLedgers& o)
{
    for (std::size_t i = 0; i < cause.size(); ++i) cause[i] -= o.cause[i];
    for (std::size_t i = 0; i < device.size(); ++i) device[i] -= o.device[i];
    working_seconds -= o.working_seconds;
    arithmetic_seconds -= o.arithmetic_seconds;
    return *this;
}

} // namespace dcsim
