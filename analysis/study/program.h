#pragma once
#include <string>

namespace dcsim {

/// The version that is printed and written into results.
std::string program_version();

/// Version and build id of the running executable: a rebuilt program does not trust the runs of another one.
const std::string& program_identity();

} // namespace dcsim
