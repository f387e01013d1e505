#pragma once
#include "models/vocabulary/scheduling.h"
#include <memory>

namespace dcsim {

std::unique_ptr<Scheduler> fcfs();
std::unique_ptr<Scheduler> skip();
std::unique_ptr<Scheduler> easy();
std::unique_ptr<Scheduler> conservative();

} // namespace dcsim
