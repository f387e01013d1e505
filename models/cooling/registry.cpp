#include "models/cooling/plants.h"

namespace dcsim {

Registry<Plant, PlantSize> plants()
{
    return {water_chiller_wse(), air_chiller(), constant_pue()};
}

} // namespace dcsim
