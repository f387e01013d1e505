#pragma once
#include "models/vocabulary/interconnect.h"

namespace dcsim {

/// Consecutive groups of `each` nodes, the last with what is left.
std::vector<NodeGroup> equal_groups(std::uint32_t nodes, std::uint32_t each);

} // namespace dcsim
