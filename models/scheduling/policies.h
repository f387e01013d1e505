#pragma once
#include "models/vocabulary/scheduling.h"
#include <memory>

namespace dcsim {

std::unique_ptr<Scheduler> fcfs();
std::unique_ptr<Scheduler> skip();
std::unique_ptr<Scheduler> easy();
std::unique_ptr<Scheduler> conservative();
/// Only the first `depth` waiting jobs are given reservations; those behind wait until they are among them.
std::unique_ptr<Scheduler> conservative_within(std::size_t depth);

} // namespace dcsim
