#include "models/world/registries.h"

namespace dcsim {

Registries built_in()
{
    return {built_in_site(), arrivals(), sizes(), durations()};
}

} // namespace dcsim
