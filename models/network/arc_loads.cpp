#include "models/network/arc_loads.h"
#include "models/network/exchange_flows.h"
#include <algorithm>
#include <utility>

namespace dcsim {

ArcLoads::ArcLoads(const Topology& topology) : finder_{topology}, load_(topology.arcs(), 0.0) {}

ArcLoads::Load ArcLoads::of(const std::vector<NetworkPlace>& places, const Exchange& exchange)
{
    return add_up(routes_, places, exchange, {});
}

ArcLoads::Load ArcLoads::around(const std::vector<NetworkPlace>& places, const Exchange& exchange,
                                const std::vector<double>& up)
{
    return add_up(detours_, places, exchange, up);
}

void ArcLoads::put(const Routes& way, double part)
{
    for (const ArcRun& run : way.runs) {
        const double here = part * run.share;
        double* const first = load_.data() + run.first;
        for (std::size_t i = 0; i < run.count; ++i) first[2 * i] += here;
    }
}

ArcLoads::Load ArcLoads::add_up(RouteTable& routes, const std::vector<NetworkPlace>& places, const Exchange& exchange,
                                const std::vector<double>& up)
{
    std::vector<std::uint32_t> numbers;
    std::map<std::uint32_t, NetworkPlace> by_number;
    for (const NetworkPlace& place : places) {
        numbers.push_back(place.number);
        by_number.try_emplace(place.number, place);
    }
    Load all;
    for (const auto& [ends, part] : flows_between(numbers, exchange)) {
        const Routes& way = routes.between(finder_, by_number.at(ends.first), by_number.at(ends.second), up);
        all.latency = std::max(all.latency, way.latency);
        put(way, part);
    }
    for (std::size_t arc = 0; arc < load_.size(); ++arc)
        if (const double part = std::exchange(load_[arc], 0.0); part > 0) all.arcs.push_back({arc, part});
    return all;
}

} // namespace dcsim
