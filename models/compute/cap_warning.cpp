#include "models/compute/cap_warning.h"
#include <fmt/format.h>

namespace dcsim {

std::optional<std::string> cap_warning(const AcceleratorParams& p, Power cap)
{
    constexpr double trusted = 0.5; // caps measured on V100: 100 to 250 W of 250 W [Zeus, NSDI 2023]
    if (cap < p.cap_law.least)
        return fmt::format("the accelerator accepts no cap below {:g} W: it runs at that", p.cap_law.least.si());
    if (cap < trusted * p.most)
        return fmt::format("below half of {:g} W no saving is promised: accelerators differ there", p.most.si());
    if (!p.cap_law.measured)
        return "the speed under a cap is not measured on this accelerator, but scaled from another";
    return std::nullopt;
}

} // namespace dcsim
