#pragma once
#include <cstddef>

namespace dcsim {

/// Asks for the first `bytes` of a record that will be looked at soon, and does not wait for them.
template <std::size_t bytes> void prefetch(const void* record)
{
    constexpr std::size_t line = 64;
    for (std::size_t i = 0; i < bytes; i += line) __builtin_prefetch(static_cast<const char*>(record) + i, 1);
}

} // namespace dcsim
