#pragma once
#include "sim/base/errors.h"
#include "sim/config/visit.h"
#include <filesystem>
#include <string>
#include <vector>

namespace dcsim {

/// A file that a scenario names, and where.
struct NamedFile {
    std::filesystem::path path;
    std::string key;
    Origin origin;
};

/// Every file that the values name, in the order of their declaration.
std::vector<NamedFile> named_files(const Resolved& resolved);
/// Those that do not exist or cannot be read.
std::vector<Problem> unreadable_files(const Resolved& resolved);

} // namespace dcsim
