#pragma once
#include <filesystem>
#include <string>

namespace dcsim {

/// The whole file. Throws IoError naming the path and what is wrong with it.
std::string file_bytes(const std::filesystem::path& path);

} // namespace dcsim
