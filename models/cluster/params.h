#pragma once
#include "models/cluster/locality.h"
#include "models/vocabulary/host_power.h"
#include "sim/base/units.h"
#include "sim/config/fields.h"
#include <cstdint>

namespace dcsim {

/// What one node is. Its power law is read beside it by the site.
struct NodeParams {
    std::uint32_t accelerators{8};
    std::uint32_t cores{0}; ///< 0 = not a constraint
    Bytes memory{};         ///< 0 = not a constraint
    PowerBasis power_basis{PowerBasis::wall};
};
void fields(Fields& f, NodeParams& node);

enum class Packing : std::uint8_t {
    first_fit, ///< the lowest node number that fits
    best_fit   ///< the fewest free accelerators that fit, then the lowest number
};

struct ClusterParams {
    std::uint32_t nodes{1};
    NodeParams node;
    std::uint32_t pool_cores{0}; ///< of processors beside the nodes; 0 = not a constraint
    Packing packing{Packing::first_fit};
    Maker<Locality> placement{}; ///< read by the site, which knows what it needs; empty = anywhere
};
void fields(Fields& f, ClusterParams& cluster);

} // namespace dcsim
