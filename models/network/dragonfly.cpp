#include "models/network/rows.h"
#include <algorithm>
#include <fmt/format.h>

namespace dcsim {

namespace {

/// Minimal routes have one global cable: two of them cost more than one with a local cable at each end.
constexpr std::uint32_t global_toll = 3;

} // namespace

void fields(Fields& f, DragonflyParams& p)
{
    f.optional("nodes_per_router", p.nodes_per_router, "p", {.least = 1, .most = 256});
    f.optional("routers_per_group", p.routers_per_group, "a; 0 = 2p", {.most = 512});
    f.optional("global_links", p.global_links, "h, cables of a router to other groups; 0 = p", {.most = 256});
    f.optional("groups", p.groups, "g, at most a h + 1; 0 = as few as hold the nodes", {.most = 131073});
    if (f.describing()) return;
    if (p.groups > p.most_groups())
        f.problem("groups", fmt::format("is more than the {} groups that {} routers of {} global cables can join",
                                        p.most_groups(), p.a(), p.h()));
}

Dragonfly::Dragonfly(const DragonflyParams& p, const NetworkSize& size) : Topology{size}
{
    leaves_ = groups_of(p.nodes_per_router);
    pods_ = groups_of(p.nodes_per_router * p.a());
    const auto needed = static_cast<std::uint32_t>(pods_.size());
    const std::uint32_t groups = p.groups > 0 ? p.groups : needed;
    if (needed > groups || needed > p.most_groups()) {
        const std::uint64_t most =
            std::uint64_t{p.groups > 0 ? p.groups : p.most_groups()} * p.a() * p.nodes_per_router;
        problem_ = fmt::format("holds {} nodes at most, the cluster has {}", most, nodes());
        return;
    }
    std::vector<std::uint32_t> routers(std::size_t{groups} * p.a());
    for (std::uint32_t& router : routers) router = add_switch();
    width_ = size.accelerators;
    const Bandwidth cable = size.injection; // each as fast as a node, as in the paper
    for (std::uint32_t node = 0; node < nodes(); ++node)
        connect(node, routers[node / p.nodes_per_router], cable, width_);
    for (std::uint32_t first = 0; first < routers.size(); first += p.a())
        for (std::uint32_t i = 0; i < p.a(); ++i)
            for (std::uint32_t j = i + 1; j < p.a(); ++j)
                connect(routers[first + i], routers[first + j], cable, width_);
    connect_groups(routers, p, groups, cable);
}

/// Port j of a group goes to the group (j mod (g - 1)) + 1 further on, in layers of g - 1 ports; its partner there is
/// the port of the same layer that goes as far on to come back around.
void Dragonfly::connect_groups(const std::vector<std::uint32_t>& routers, const DragonflyParams& p,
                               std::uint32_t groups, Bandwidth capacity)
{
    if (groups < 2) return;
    const std::uint32_t others = groups - 1, layers = p.a() * p.h() / others;
    for (std::uint32_t group = 0; group < groups; ++group)
        for (std::uint32_t port = 0; port < layers * others; ++port) {
            const std::uint32_t layer = port / others, offset = port % others + 1;
            const std::uint32_t partner = (group + offset) % groups;
            const std::uint32_t back = layer * others + (groups - offset - 1);
            if (std::pair{group, port} < std::pair{partner, back})
                connect(routers[group * p.a() + port / p.h()], routers[partner * p.a() + back / p.h()], capacity,
                        width_, global_toll);
        }
}

} // namespace dcsim
