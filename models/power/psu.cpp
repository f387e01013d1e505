#include "models/power/psu.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <array>

namespace dcsim {

namespace {

constexpr std::array certified_loads{0.2, 0.5, 1.0};

/// Efficiency at the certified loads [80 PLUS, 230 V internal redundant].
constexpr std::array<double, 3> certified_efficiency(PsuClass psu)
{
    switch (psu) {
    case PsuClass::gold: return {0.88, 0.92, 0.88};
    case PsuClass::platinum: return {0.90, 0.94, 0.91};
    case PsuClass::titanium: return {0.94, 0.96, 0.91};
    }
    broken("unknown class of power supply", std::source_location::current());
}

} // namespace

double psu_loss_fraction(PsuClass psu, double load)
{
    const auto efficiency = certified_efficiency(psu);
    const auto loss = [&](std::size_t i) { return certified_loads[i] * (1 / efficiency[i] - 1); };
    const std::size_t i = load < certified_loads[1] ? 0 : 1;
    const double slope = (loss(i + 1) - loss(i)) / (certified_loads[i + 1] - certified_loads[i]);
    return std::max(0.0, loss(i) + slope * (load - certified_loads[i]));
}

} // namespace dcsim
