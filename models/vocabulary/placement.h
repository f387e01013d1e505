#pragma once
#include "sim/base/ids.h"
#include <cstdint>
#include <vector>

namespace dcsim {

/// `count` consecutive nodes, each giving the same share.
struct NodeRun {
    std::uint32_t first{0}, count{0};
    std::uint32_t milli_accelerators{0}; ///< per node
    std::uint32_t cores{0};              ///< per node
    std::uint64_t memory_bytes{0};       ///< per node
    friend bool operator==(const NodeRun&, const NodeRun&) = default;
};

/// The accelerators that a job holds together. Whole-node gangs are a handful of runs, however large.
struct Gang {
    std::vector<NodeRun> runs;
};

} // namespace dcsim
