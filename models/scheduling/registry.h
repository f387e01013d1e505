#pragma once
#include "models/vocabulary/scheduling.h"
#include "sim/config/fields.h"

namespace dcsim {

Registry<Scheduler> schedulers();
Registry<Deferral> deferrals();

} // namespace dcsim
