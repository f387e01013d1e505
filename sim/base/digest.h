#pragma once
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace dcsim {

/// Bytes as lower-case hexadecimal digits, two each.
std::string hex_digits(std::string_view bytes);

/// SHA-256 of the bytes, as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// The same of all parts, one behind the other.
std::string sha256_hex(std::initializer_list<std::string_view> parts);

/// The same of a file's bytes, read piece by piece. Throws IoError naming the path.
std::string sha256_of_file(const std::filesystem::path& path);

} // namespace dcsim
