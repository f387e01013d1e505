#include "models/energy/totals.h"
#include <algorithm>

namespace dcsim {

double SupplyTotals::volume_matching() const
{
    return std::min(1.0, generation() / load());
}

Energy SupplyTotals::residual() const
{
    const Energy in = generation() + of(Flow::generator) + of(Flow::import) + of(Flow::discharge) + of(Flow::unserved);
    return in - (load() + of(Flow::charge) + of(Flow::exported) + of(Flow::curtailed));
}

SupplyTotals operator-(SupplyTotals later, const SupplyTotals& earlier)
{
    for (std::size_t i = 0; i < later.energy.size(); ++i) later.energy[i] -= earlier.energy[i];
    later.location_carbon -= earlier.location_carbon;
    later.cost -= earlier.cost;
    later.from_site -= earlier.from_site;
    later.carbon_free -= earlier.carbon_free;
    later.stored -= earlier.stored;
    later.stored_carbon -= earlier.stored_carbon;
    return later;
}

} // namespace dcsim
