#include "models/energy/dispatch.h"
#include <algorithm>

namespace dcsim {

Registry<Dispatch> dispatches()
{
    return {self_consumption(), carbon_threshold(), price_threshold(), grid_target(), no_dispatch()};
}

Power wanted(const DispatchRule& rule, Power load, Power generation)
{
    using Follow = DispatchRule::Follow;
    const Power deficit = std::max(load - generation, Power{});
    const Power surplus = std::max(generation - load, Power{});
    const auto charge = [&](Power most) { return rule.charge_from_grid ? most : std::min(most, surplus); };
    switch (rule.follow) {
    case Follow::surplus: return surplus - deficit;
    case Follow::charge: return charge(rule.value);
    case Follow::grid_target: {
        const Power above = load - generation - rule.value;
        return above > Power{} ? -std::min(above, deficit) : charge(-above);
    }
    case Follow::hold: break;
    }
    return Power{};
}

} // namespace dcsim
