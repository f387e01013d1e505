#include "models/environment/environment.h"

namespace dcsim {

Registry<WeatherSource> climates()
{
    return {typical_climate(), epw_climate(), constant_climate()};
}

Registry<GridSource> grids()
{
    return {typical_grid(), mix_csv_grid(), constant_grid()};
}

Registry<PriceSource> prices()
{
    return {fixed_price(), time_of_use_price(), csv_price()};
}

} // namespace dcsim
