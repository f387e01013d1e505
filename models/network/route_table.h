#pragma once
#include "models/network/route_finder.h"
#include <unordered_map>

namespace dcsim {

/// Nodes that hang alike: a leaf, or a node that has lost its ports to some neighbour.
struct NetworkPlace {
    std::uint32_t number, node; ///< any of its nodes
};

/// Routes between places, found when asked for and kept, as are the tolls that they are found by: up to `most` runs of
/// arcs, and up to `most` tolls, then it starts over with these. Which ones are kept changes no route.
class RouteTable {
public:
    explicit RouteTable(std::size_t most = std::size_t{1} << 21U) : most_{most} {}

    /// LogicError if no route joins the places. Valid until the next call.
    const Routes& between(RouteFinder& finder, const NetworkPlace& from, const NetworkPlace& to,
                          const std::vector<double>& up);
    void clear();
    std::size_t runs() const { return runs_; } ///< kept

private:
    /// To a node, with which others may hang alike.
    struct Ending {
        std::uint32_t node;
        RouteFinder::Tolls tolls;
    };
    const Ending& ending(RouteFinder& finder, const NetworkPlace& to, const std::vector<double>& up);

    std::size_t most_, runs_{0};
    std::unordered_map<std::uint64_t, Routes> known_;   ///< by both numbers
    std::unordered_map<std::uint32_t, Ending> endings_; ///< by number
};

} // namespace dcsim
