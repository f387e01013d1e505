#pragma once
#include "models/network/routes.h"

namespace dcsim {

/// Finds routes in one topology, again and again: it keeps the graph in the order in which it is walked.
class RouteFinder {
public:
    explicit RouteFinder(const Topology& topology);

    /// See routes().
    std::optional<Routes> find(std::uint32_t from, std::uint32_t to, const std::vector<double>& up);
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
    bool leads(const Way& way, std::uint32_t left, const std::vector<double>& up) const
    {
        return toll_[way.to] + way.toll == left && (up.empty() || up[way.arc] > 0);
    }
    bool measure(std::uint32_t from, std::uint32_t to, const std::vector<double>& up);
    void approach(std::uint32_t v, std::uint32_t from, const std::vector<double>& up);
    template <class Visit> void along(std::uint32_t from, const std::vector<double>& up, const Visit& visit);

    std::vector<std::size_t> first_; ///< of the ways of each vertex, and the end of all
    std::vector<Way> ways_;
    std::vector<bool> dead_end_; ///< by vertex: no route leads through it
    // Of the search under way; kept so that their memory is.
    std::vector<std::uint32_t> toll_; ///< by vertex, to where the routes end
    std::vector<Arrival> arrived_;
    std::vector<std::vector<std::uint32_t>> open_; ///< vertices by toll
};

} // namespace dcsim
