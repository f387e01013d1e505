#pragma once
#include "models/compute/node_hardware.h"

namespace dcsim {

/// One iteration before its input is waited for: time of accelerators by cause, `data` empty.
struct Timeline {
    ByCause<Seconds> time{};
    Seconds sum() const;
};

/// `clock` is over the highest. Kernels follow each other; collectives come after them, but for what they hide.
Timeline timeline(const AcceleratorParams& p, const Demand& d, const Allocation& gang, double clock);

/// How long cores and storage take for the input of one iteration, prefetched beside the accelerators' work. Without
/// cores stated they are no constraint. A gang has its accelerators' share of the storage of each node.
Seconds input_time(const NodeHardwareParams& p, const Demand& d, const Allocation& gang);

} // namespace dcsim
