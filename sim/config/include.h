#pragma once
#include "sim/config/tree.h"
#include <filesystem>

namespace dcsim {

/// The text of a file. Throws IoError with the path and the reason.
std::string file_text(const std::filesystem::path& file);

/// Parses a text and merges what it includes below it, depth first, later files over earlier ones. Paths are relative
/// to the file that names them. Problems (syntax, cycles, unreadable includes) are added; what could be read is kept.
Tree with_includes(std::string_view text, const std::filesystem::path& file, std::vector<Problem>& problems);

} // namespace dcsim
