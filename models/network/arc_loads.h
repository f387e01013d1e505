#pragma once
#include "models/network/network.h"
#include "models/network/route_table.h"

namespace dcsim {

/// What exchanges put on arcs: the routes of all that they send, added up.
class ArcLoads {
public:
    explicit ArcLoads(const Topology& topology);

    struct Load {
        std::vector<ArcShare> arcs; ///< in injections of a server; ascending
        Seconds latency{};          ///< of the longest route
    };
    /// In the whole network. `places`: of each server of the gang in its order.
    Load of(const std::vector<NetworkPlace>& places, const Exchange& exchange);
    /// On routes around what is closed; `up` as of routes(), the same until they are forgotten.
    Load around(const std::vector<NetworkPlace>& places, const Exchange& exchange, const std::vector<double>& up);
    void forget_detours() { detours_.clear(); }

private:
    Load add_up(RouteTable& routes, const std::vector<NetworkPlace>& places, const Exchange& exchange,
                const std::vector<double>& up);
    void put(const Routes& way, double part);

    RouteFinder finder_;
    RouteTable routes_, detours_;
    std::vector<double> load_; ///< by arc; nothing but while an exchange is added up
};

} // namespace dcsim
