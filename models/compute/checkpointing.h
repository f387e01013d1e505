#pragma once
#include "sim/base/units.h"

namespace dcsim {

/// Time that a checkpoint keeps work from running, mean time between failures, and time to restart.
struct Checkpointing {
    Seconds write, between_failures, restart;
};

/// Working time between two checkpoints, to first order [Young 1974, doi 10.1145/361147.361115].
Seconds young_interval(const Checkpointing& c);
/// The same as a series of higher order; the time between failures where a checkpoint takes twice that and more
/// [Daly 2006, doi 10.1016/j.future.2004.11.016, eq. 37].
Seconds daly_interval(const Checkpointing& c);
/// The interval of the least expected time under exponential failures, which the series approach.
Seconds best_interval(const Checkpointing& c);

/// Share of time that advances the work, with exponential failures that may strike work, checkpoints and restarts alike
/// [Daly 2006, eq. 20].
double efficiency(const Checkpointing& c, Seconds interval);

} // namespace dcsim
