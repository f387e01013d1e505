#pragma once
#include "models/compute/accelerator.h"

namespace dcsim {

/// Power of one accelerator while training, by what it does; `clock` is over the highest.
ByCause<Power> training_power(const AcceleratorParams& p, double clock);

/// Power of one accelerator while it serves, by the fractions of its peaks that it reaches at this clock.
Power serving_power(const AcceleratorParams& p, double compute, double memory, double clock);

/// Power at a clock, of what draws `full` at the highest.
Power at_clock(const AcceleratorParams& p, Power full, double clock);

/// Speed that a cap leaves to work that draws `uncapped` without it, over that without it, 0..1.
double speed_under_cap(const AcceleratorParams& p, Power cap, Power uncapped);

} // namespace dcsim
