#pragma once
#include "sim/base/units.h"
#include <boost/graph/adjacency_list.hpp>
#include <cstddef>
#include <cstdint>

namespace dcsim {

/// One direction of a cable, or of several in parallel; its opposite has the same capacity.
struct Arc {
    Bandwidth capacity{};
    std::uint32_t cables{1};
    std::uint32_t toll{1}; ///< routes are those of the least sum
    Seconds latency{};     ///< of a cable and the switch behind it
    std::size_t index{0};
};

/// Nodes of the cluster come first, then switches.
using NetworkGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Arc>;

/// The graph of a topology. It has a name that topology.h can declare: most of what knows of networks does not look at
/// their graphs, and Boost's take half a second to compile.
struct Cabling {
    explicit Cabling(std::uint32_t nodes) : graph{nodes} {}
    NetworkGraph graph;
};

} // namespace dcsim
