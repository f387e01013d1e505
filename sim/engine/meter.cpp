#include "sim/engine/meter.h"
#include <cmath>

namespace dcsim {

NanoWatts nanowatts(Power p)
{
    require(std::abs(p.si()) <= 9e9, "metered power must be below 9 GW");
    return {static_cast<std::int64_t>(std::llround(p.si() * 1e9))};
}

Energy Meter::total(Time now) const
{
    return energy_of_e18(total_e18(now));
}

void Meter::state(Archive& a)
{
    a("since", since_)("level", level_)("total", total_e18_);
}

Energy energy_of_e18(Int128 nanowatt_nanoseconds)
{
    return Energy{static_cast<double>(nanowatt_nanoseconds) / 1e18};
}

} // namespace dcsim
