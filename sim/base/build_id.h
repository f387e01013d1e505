#pragma once
#include <string>

namespace dcsim {

/// The linker's hash of the running executable, in lower-case hexadecimal digits: two builds that differ anywhere have
/// different ones. Nothing is read from disk. Throws LogicError where the executable was linked without.
std::string build_id();

} // namespace dcsim
