#pragma once
#include "models/compute/accelerator.h"

namespace dcsim {

/// Time of one class of kernels on `n` accelerators, and what binds it.
struct KernelTime {
    Seconds busy{};   ///< arithmetic or memory at work
    Seconds starts{}; ///< of its launches
    Cause bound{Cause::memory};
};

/// `clock` is over the highest: arithmetic follows it, device memory does not.
KernelTime kernel_time(const AcceleratorParams& p, const Kernels& k, double n, double clock = 1);

/// Whether two zeros in each four weights are skipped; where they are not, the dense matrices run.
bool skips_zeros(const AcceleratorParams& p);
/// In device memory, with the zeros that are not skipped.
Bytes moved(const AcceleratorParams& p, const Kernels& k);

} // namespace dcsim
