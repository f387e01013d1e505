#pragma once
#include "models/vocabulary/interconnect.h"
#include <map>
#include <span>
#include <utility>

namespace dcsim {

/// By places of sender and receiver: how much of a server's injection goes that way.
using PlaceFlows = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;

/// What the groups of an exchange send between places; `place` is that of each server of the gang in its order. What
/// stays in a place is left out. No server sends or receives more than 1; groups that the gang does not fill are cut
/// short.
PlaceFlows flows_between(std::span<const std::uint32_t> place, const Exchange& exchange);

} // namespace dcsim
