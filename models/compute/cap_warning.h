#pragma once
#include "models/compute/accelerator.h"

namespace dcsim {

/// Why the speed under a cap, and so its saving, cannot be promised: the law was fitted on another accelerator, or the
/// cap is below half of the largest, where laws of different accelerators part. None = it can.
std::optional<std::string> cap_warning(const AcceleratorParams& p, Power cap);

} // namespace dcsim
