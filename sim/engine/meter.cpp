#include "sim/engine/meter.h"
#include <cmath>
#include <limits>

namespace dcsim {

NanoWatts nanowatts(Power p)
{
    require(std::abs(p.si()) <= 9e9, "metered power must be below 9 GW");
    return {static_cast<std::int64_t>(std::llround(p.si() * 1e9))};
}

void Meter::add(Time now, NanoWatts change)
{
    const Int128 level = Int128{level_} + change.value;
    require(level >= std::numeric_limits<std::int64_t>::min() && level <= std::numeric_limits<std::int64_t>::max(),
            "metered power must stay below 9.2 GW");
    total_e18_ = total_e18(now);
    since_ = now;
    level_ = static_cast<std::int64_t>(level);
}

Int128 Meter::total_e18(Time now) const
{
    require(now >= since_, "a meter is read before its last change");
    return total_e18_ + Int128{level_} * (now - since_).ns;
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
