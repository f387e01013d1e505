#include "analysis/validate/catalogue_servers.h"
#include "analysis/validate/catalogue_rows.h"
#include "sim/config/catalogue.h"
#include <algorithm>

namespace dcsim {

namespace {

constexpr double cores_per_accelerator = 16;

} // namespace

AiModel published_model(const std::string& name)
{
    return catalogue_model(Catalogue::of_program(), name);
}

NodeHardwareParams catalogue_servers(const std::string& accelerator)
{
    NodeHardwareParams p;
    p.accelerator = catalogue_accelerator("preset = '" + accelerator + "'");
    p.accelerators = accelerators_per_server;
    return p;
}

Pace pace_on(const NodeHardwareParams& p, const Demand& d, std::uint32_t accelerators)
{
    const Allocation gang{accelerators, std::min(accelerators, accelerators_per_server),
                          cores_per_accelerator * accelerators};
    return make_hardware(p)->pace(d, gang, {});
}

double iteration_seconds(const NodeHardwareParams& p, const Demand& d, std::uint32_t accelerators)
{
    return pace_on(p, d, accelerators).iteration.si();
}

} // namespace dcsim
