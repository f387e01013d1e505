#include "models/network/network.h"
#include "models/network/rows.h"

namespace dcsim {

TopologyRegistry topologies()
{
    return {
        row<Topology, FatTree, FatTreeParams, NetworkSize>("fat-tree", "leaves under spines, or pods under a core"),
        row<Topology, RailOptimised, RailParams, NetworkSize>(
            "rail-optimised", "a leaf per rail and pod: accelerators of one number share a switch"),
        row<Topology, Dragonfly, DragonflyParams, NetworkSize>(
            "dragonfly", "groups of fully connected routers, joined by global cables"),
        row<Topology, ExplicitNetwork, ExplicitParams, NetworkSize>("explicit", "the cables that the scenario lists"),
    };
}

} // namespace dcsim
