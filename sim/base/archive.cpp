#include "sim/base/archive.h"

namespace dcsim {

namespace {

/// FNV-1a, enough to notice that two programs disagree about what comes next.
std::uint32_t fingerprint(std::string_view name)
{
    std::uint32_t h = 2166136261u;
    for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
    return h;
}

} // namespace

void Archive::label(std::string_view name)
{
    const std::uint32_t expected = fingerprint(name);
    std::uint32_t found = expected;
    raw(&found, sizeof found);
    if (found != expected) throw IoError{"the saved run does not fit this program at '" + std::string{name} + "'"};
}

void Archive::raw(void* data, std::size_t size)
{
    if (size == 0) return;
    if (!restoring_) {
        const auto* from = static_cast<const std::byte*>(data);
        bytes_.insert(bytes_.end(), from, from + size);
        return;
    }
    if (size > bytes_.size() - at_) throw IoError{"the saved run ends too early"};
    std::memcpy(data, bytes_.data() + at_, size);
    at_ += size;
}

} // namespace dcsim
