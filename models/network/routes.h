#pragma once
#include "models/network/topology.h"
#include <optional>
#include <vector>

namespace dcsim {

/// The part of a flow that passes each of some arcs: in one direction, of cables that were connected one after the
/// other. Trees are cabled so that most of what a route splits into is in a few of these.
struct ArcRun {
    std::uint32_t first, count; ///< arcs first, first + 2, ...
    double share;
};

/// What a flow between two nodes takes: all routes of the least toll (of the fewest hops, where all cables cost the
/// same), split evenly at every switch that has a choice [equal-cost multipath, RFC 2992].
struct Routes {
    std::uint32_t hops{0};      ///< cables, of the longest of the routes
    Seconds latency{};          ///< of the slowest
    std::vector<ArcRun> runs{}; ///< the nodes' own cables left out
};

/// Absent if no route joins them. `from` and `to` are nodes. `up`: by arc, above 0 where it can be used; empty = all.
std::optional<Routes> routes(const Topology& topology, std::uint32_t from, std::uint32_t to,
                             const std::vector<double>& up = {});

/// How many routes of the least toll there are.
double shortest_routes(const Topology& topology, std::uint32_t from, std::uint32_t to);

/// Cables between the two nodes that are furthest apart; absent if two are not joined at all.
std::optional<std::uint32_t> diameter(const Topology& topology);

/// The most that nodes below `first` can send to all others at once, each direction: a maximum flow, whatever the
/// routes.
Bandwidth cut(const Topology& topology, std::uint32_t first);
/// Between the lower and the upper half of the nodes.
Bandwidth bisection(const Topology& topology);

} // namespace dcsim
