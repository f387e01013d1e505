#pragma once
#include <array>
#include <cstdint>

namespace dcsim {

using PhiloxBlock = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// Philox4x32-10: a block of random bits as a pure function of counter and key [Salmon et al., SC 2011; Random123].
PhiloxBlock philox(const PhiloxBlock& counter, const PhiloxKey& key);

} // namespace dcsim
