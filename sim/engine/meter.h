#pragma once
#include "sim/base/archive.h"
#include "sim/base/errors.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include "sim/numerics/elementary.h"
#include <cmath>

namespace dcsim {

__extension__ using Int128 = __int128;

/// Power in integer nanowatts; energy in nW ns = 1e-18 J.
struct NanoWatts {
    std::int64_t value{0};
    friend constexpr auto operator<=>(const NanoWatts&, const NanoWatts&) = default;
};
/// To the nearest, of a half away from zero; LogicError beyond +-9 GW.
inline NanoWatts nanowatts(Power p)
{
    require(std::abs(p.si()) <= 9e9, "metered power must be below 9 GW");
    const std::int64_t size = nearest_whole(std::abs(p.si()) * 1e9);
    return {p.si() < 0 ? -size : size};
}
constexpr Power power(NanoWatts p)
{
    return Power{static_cast<double>(p.value) * 1e-9};
}

/// Integer power times integer time: sums are exact, in any order, over any split.
class Meter {
public:
    /// Not before the last change; LogicError if the level passes 9.2 GW.
    void add(Time now, NanoWatts change)
    {
        require(now >= since_, "a meter is changed before its last change");
        since_ = now;
        require(!__builtin_add_overflow(level_, change.value, &level_), "metered power must stay below 9.2 GW");
        offset_e18_ -= Int128{change.value} * now.ns;
    }
    NanoWatts level() const { return {level_}; }
    Int128 total_e18(Time now) const ///< nW ns since the start
    {
        require(now >= since_, "a meter is read before its last change");
        return offset_e18_ + Int128{level_} * now.ns;
    }
    Energy total(Time now) const;
    void state(Archive&);

private:
    Time since_{};
    std::int64_t level_{0};
    Int128 offset_e18_{0}; ///< the total less what the present level would have taken from the start on
};

Energy energy_of_e18(Int128 nanowatt_nanoseconds);

} // namespace dcsim
