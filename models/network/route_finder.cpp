#include "models/network/route_finder.h"
#include "models/network/cabling.h"
#include <algorithm>
#include <functional>

namespace dcsim {

namespace {

/// More than any route costs, and room to add a toll.
constexpr std::uint32_t unreached = UINT32_MAX / 2;

bool joins(const ArcRun& run, const ArcRun& next)
{
    return run.share == next.share && run.first + 2 * run.count == next.first;
}

/// Vertices come in descending order, the arcs of each in ascending order: runs grow at both ends.
void append(std::vector<ArcRun>& runs, ArcRun next)
{
    while (!runs.empty()) {
        ArcRun& last = runs.back();
        const bool above = joins(last, next);
        if (!above && !joins(next, last)) break;
        next = {above ? last.first : next.first, last.count + next.count, next.share};
        runs.pop_back();
    }
    runs.push_back(next);
}

} // namespace

RouteFinder::RouteFinder(const Topology& topology)
{
    const NetworkGraph& graph = topology.cabling().graph;
    const std::size_t vertices = boost::num_vertices(graph);
    for (std::size_t v = 0; v < vertices; ++v) {
        first_.push_back(ways_.size());
        for (auto [e, end] = boost::out_edges(v, graph); e != end; ++e) {
            const Arc& arc = graph[*e];
            ways_.push_back({static_cast<std::uint32_t>(boost::target(*e, graph)), arc.toll, arc.index, arc.latency});
        }
    }
    first_.push_back(ways_.size());
    arrived_.resize(vertices);
}

/// By a bucket queue [Dial, CACM 12, 1969, algorithm 360]; the same in both directions, since every arc has its
/// opposite.
RouteFinder::Tolls RouteFinder::tolls(std::uint32_t to, const std::vector<double>& up)
{
    Tolls tolls(arrived_.size(), unreached);
    tolls[to] = 0;
    open_.resize(std::max<std::size_t>(open_.size(), 1));
    open_[0].push_back(to);
    for (std::uint32_t toll = 0; toll < open_.size(); ++toll) {
        for (std::size_t i = 0; i < open_[toll].size(); ++i)
            for (const Way& way : ways(open_[toll][i])) {
                const std::uint32_t more = toll + way.toll;
                if (tolls[open_[toll][i]] < toll || more >= tolls[way.to] || !(up.empty() || up[way.arc] > 0)) continue;
                tolls[way.to] = more;
                if (open_.size() <= more) open_.resize(more + 1);
                open_[more].push_back(way.to);
            }
        open_[toll].clear();
    }
    return tolls;
}

/// Visits the ways of all least routes from `from`, those of a vertex after all that lead to it; with how many there
/// are to choose from. Of vertices that are equally far the last comes first: sums have one order.
template <class Visit>
void RouteFinder::along(std::uint32_t from, const std::vector<double>& up, const Tolls& tolls, const Visit& visit)
{
    if (open_.size() <= tolls[from]) open_.resize(tolls[from] + 1);
    open_[tolls[from]].push_back(from);
    for (std::uint32_t left = tolls[from]; left > 0; --left) {
        std::ranges::sort(open_[left], std::ranges::greater{});
        for (const std::uint32_t v : open_[left]) {
            const auto nearer = [&](const Way& way) {
                return tolls[way.to] + way.toll == left && (up.empty() || up[way.arc] > 0);
            };
            const auto choices = static_cast<double>(std::ranges::count_if(ways(v), nearer));
            for (const Way& way : ways(v)) {
                if (!nearer(way)) continue;
                if (arrived_[way.to].flow == 0) open_[tolls[way.to]].push_back(way.to);
                visit(v, way, choices);
            }
            arrived_[v] = {};
        }
        open_[left].clear();
    }
    open_[0].clear();
}

std::optional<Routes> RouteFinder::find(std::uint32_t from, std::uint32_t to, const std::vector<double>& up,
                                        const Tolls& tolls)
{
    if (tolls[from] >= unreached) return std::nullopt;
    Routes all;
    arrived_[from].flow = 1;
    along(from, up, tolls, [&](std::uint32_t v, const Way& way, double choices) {
        const Arrival& here = arrived_[v];
        Arrival& next = arrived_[way.to];
        const double share = here.flow / choices;
        next.flow += share;
        next.latency = std::max(next.latency, here.latency + way.latency);
        next.hops = std::max(next.hops, here.hops + 1);
        if (v != from && way.to != to) append(all.runs, {static_cast<std::uint32_t>(way.arc), 1, share});
    });
    all.latency = arrived_[to].latency;
    all.hops = arrived_[to].hops;
    arrived_[to] = {};
    return all;
}

double RouteFinder::count(std::uint32_t from, std::uint32_t to)
{
    const Tolls tolls = this->tolls(to, {});
    if (tolls[from] >= unreached) return 0;
    arrived_[from].flow = 1;
    along(from, {}, tolls, [&](std::uint32_t v, const Way& way, double) { arrived_[way.to].flow += arrived_[v].flow; });
    const double count = arrived_[to].flow;
    arrived_[to] = {};
    return count;
}

} // namespace dcsim
