#include "sim/engine/meter.h"

namespace dcsim {

Energy Meter::total(Time now) const
{
    return energy_of_e18(total_e18(now));
}

void Meter::state(Archive& a)
{
    a("since", since_)("level", level_)("offset", offset_e18_);
}

Energy energy_of_e18(Int128 nanowatt_nanoseconds)
{
    return Energy{static_cast<double>(nanowatt_nanoseconds) / 1e18};
}

} // namespace dcsim
