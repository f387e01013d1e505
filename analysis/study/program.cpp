#include "analysis/study/program.h"
#include "sim/base/digest.h"
#include "sim/base/errors.h"
#include <fstream>
#include <sstream>

namespace dcsim {

std::string program_version()
{
    return DCSIM_VERSION;
}

const std::string& program_identity()
{
    static const std::string identity = [] {
        std::ifstream executable{"/proc/self/exe", std::ios::binary};
        if (!executable) throw IoError{"the running executable cannot be read (is /proc mounted?)"};
        std::ostringstream bytes;
        bytes << executable.rdbuf();
        return program_version() + ' ' + sha256_hex(bytes.view());
    }();
    return identity;
}

} // namespace dcsim
