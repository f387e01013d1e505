#pragma once
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace dcsim {

/// Bytes as lower-case hexadecimal digits, two each.
std::string hex_digits(std::string_view bytes);

/// SHA-256 of the bytes, as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// The same of all parts, one behind the other.
std::string sha256_hex(std::initializer_list<std::string_view> parts);

/// The same of a file's bytes, read piece by piece. Throws IoError naming the path.
std::string sha256_of_file(const std::filesystem::path& path);

/// SHA-256 of bytes, computed by who first asks for it: of megabytes it takes milliseconds that are not always waited
/// for. Thread-safe.
class LateDigest {
public:
    LateDigest() = default;
    explicit LateDigest(std::string known)
    {
        std::call_once(state_->computed, [&] { state_->hex = std::move(known); });
    }

    /// The bytes are the same in every call.
    const std::string& of(std::string_view bytes) const
    {
        std::call_once(state_->computed, [&] { state_->hex = sha256_hex(bytes); });
        return state_->hex;
    }

private:
    struct State {
        std::once_flag computed;
        std::string hex;
    };
    std::unique_ptr<State> state_{std::make_unique<State>()};
};

} // namespace dcsim
