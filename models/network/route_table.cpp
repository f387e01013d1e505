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
    std::optional<Routes> found = finder.find(from.node, to.node, up);
    require(found.has_value(), "nodes of a network are joined");
    if (runs_ + found->runs.size() > most_runs_) clear();
    runs_ += found->runs.size();
    return known_.emplace(ends, std::move(*found)).first->second;
}

void RouteTable::clear()
{
    known_.clear();
    runs_ = 0;
}

} // namespace dcsim
