#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace dcsim {

/// The whole file. Throws IoError naming the path and what is wrong with it.
std::string file_bytes(const std::filesystem::path& path);

/// Text that somebody holds in memory.
struct HeldText {
    std::string_view text;
    std::shared_ptr<const void> holder;
};

/// The same where it is only read, faster: its memory is not cleared before, and of large pages.
HeldText held_file(const std::filesystem::path& path);

/// Of a text that is there already.
HeldText held(std::string text);

} // namespace dcsim
