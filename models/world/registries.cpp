#include "models/world/registries.h"
#include "models/workload/lengths.h"

namespace dcsim {

Registries built_in()
{
    return {built_in_site(), arrivals(),         sizes(),           durations(), service_models(lengths()),
            autoscalers(),   technique_models(), checkpoint_rules()};
}

} // namespace dcsim
