#include "analysis/study/program.h"
#include "sim/base/build_id.h"

namespace dcsim {

std::string program_version()
{
    return DCSIM_VERSION;
}

const std::string& program_identity()
{
    static const std::string identity = program_version() + ' ' + build_id();
    return identity;
}

} // namespace dcsim
