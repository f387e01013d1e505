#include "models/world/technique_warning.h"
#include "models/compute/kernel_time.h"
#include <algorithm>

namespace dcsim {

std::optional<std::string> technique_warning(const WorkloadScenario& workload, const AcceleratorParams& accelerator)
{
    if (skips_zeros(accelerator)) return std::nullopt;
    const auto sparse = std::ranges::find(workload.techniques, "two-of-four", [](const auto& t) { return t.kind; });
    if (sparse == workload.techniques.end()) return std::nullopt;
    return sparse->name + " changes nothing: the accelerator skips no zeros (its two_of_four is 1), and runs the dense "
                          "matrices";
}

} // namespace dcsim
