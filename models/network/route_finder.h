#pragma once
#include "models/network/routes.h"

namespace dcsim {

/// Finds routes in one topology, again and again: it keeps the graph in the order in which it is walked.
class RouteFinder {
public:
    explicit RouteFinder(const Topology& topology);

    using Tolls = std::vector<std::uint32_t>; ///< by vertex

    /// To `to` from everywhere; `up` as of routes().
    Tolls tolls(std::uint32_t to, const std::vector<double>& up);
    /// See routes(); `tolls` are those to `to` with the same `up`.
    std::optional<Routes> find(std::uint32_t from, std::uint32_t to, const std::vector<double>& up, const Tolls& tolls);
    /// See shortest_routes().
    double count(std::uint32_t from, std::uint32_t to);

private:
    struct Way {
        std::uint32_t to, toll;
        std::size_t arc;
        Seconds latency;
    };
    /// What has come to a vertex from where the flow starts.
    struct Arrival {
        double flow{0};
        Seconds latency{};
        std::uint32_t hops{0};
    };

    std::span<const Way> ways(std::uint32_t from) const
    {
        return {ways_.data() + first_[from], ways_.data() + first_[from + 1]};
    }
    template <class Visit>
    void along(std::uint32_t from, const std::vector<double>& up, const Tolls& tolls, const Visit& visit);

    std::vector<std::size_t> first_; ///< of the ways of each vertex, and the end of all
    std::vector<Way> ways_;
    // Of the search under way; kept so that their memory is.
    std::vector<Arrival> arrived_;
    std::vector<std::vector<std::uint32_t>> open_; ///< vertices by toll
};

} // namespace dcsim
