#pragma once
#include "models/network/route_finder.h"
#include <unordered_map>

namespace dcsim {

/// Nodes that hang alike: a leaf, or a node that has lost its ports to some neighbour.
struct NetworkPlace {
    std::uint32_t number, node; ///< any of its nodes
};

/// Routes between places, found when asked for and kept: up to `most_runs` of arcs, then it starts over. Which ones are
/// kept changes no route.
class RouteTable {
public:
    explicit RouteTable(std::size_t most_runs = std::size_t{1} << 20U) : most_runs_{most_runs} {}

    /// LogicError if no route joins the places. Valid until the next call.
    const Routes& between(RouteFinder& finder, const NetworkPlace& from, const NetworkPlace& to,
                          const std::vector<double>& up);
    void clear();
    std::size_t runs() const { return runs_; } ///< kept

private:
    std::size_t most_runs_, runs_{0};
    std::unordered_map<std::uint64_t, Routes> known_; ///< by both numbers
};

} // namespace dcsim
