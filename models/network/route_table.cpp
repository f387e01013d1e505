#include "models/network/route_table.h"
#include "sim/base/errors.h"
#include <utility>

namespace dcsim {

const Routes& RouteTable::between(RouteFinder& finder, const NetworkPlace& from, const NetworkPlace& to,
                                  const std::vector<double>& up)
{
    const std::uint64_t ends = std::uint64_t{from.number} << 32U | to.number;
    const auto way = known_.find(ends);
    if (way != known_.end()) return way->second;
    const auto& [node, tolls] = ending(finder, to, up);
    std::optional<Routes> found = finder.find(from.node, node, up, tolls);
    require(found.has_value(), "nodes of a network are joined");
    if (runs_ + found->runs.size() > most_) {
        known_.clear();
        runs_ = 0;
    }
    runs_ += found->runs.size();
    return known_.emplace(ends, std::move(*found)).first->second;
}

const RouteTable::Ending& RouteTable::ending(RouteFinder& finder, const NetworkPlace& to, const std::vector<double>& up)
{
    const auto known = endings_.find(to.number);
    if (known != endings_.end()) return known->second;
    Ending found{to.node, finder.tolls(to.node, up)};
    if ((endings_.size() + 1) * found.tolls.size() > most_) endings_.clear();
    return endings_.emplace(to.number, std::move(found)).first->second;
}

void RouteTable::clear()
{
    endings_.clear();
    known_.clear();
    runs_ = 0;
}

} // namespace dcsim
