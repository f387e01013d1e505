#include "models/network/network.h"
#include "models/network/arc_loads.h"
#include "models/network/cabling.h"
#include "models/network/node_groups.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <limits>
#include <utility>

namespace dcsim {

void fields(Fields& f, NetworkParams& p, const TopologyRegistry& rows)
{
    f.kind(rows, p.topology, "how switches and nodes are joined", "fat-tree");
    f.optional("bandwidth", p.bandwidth,
               "of all ports of a node together, each direction (default: accelerators times "
               "their network bandwidth)",
               {.least = Bandwidth{1}});
    f.optional("latency", p.latency, "of a hop: a cable and the switch behind it", {.least = Seconds{}});
    f.optional("switch_idle", p.switch_idle, "power of a switch without its ports", {.least = Power{}});
    f.optional("switch_port", p.port, "power of a port with a cable in it", {.least = Power{}});
    f.optional("nodes_per_rack", p.nodes_per_rack, "0 = the nodes under one leaf");
    f.optional("racks_per_row", p.racks_per_row, "racks side by side", {.least = 1});
    f.word("contention", p.contention,
           {{"none", Contention::none},
            {"overlapping", Contention::overlapping},
            {"interleaved", Contention::interleaved}},
           "how gangs slow each other on cables that they share: not at all; as if all sent at the same time; or only "
           "where they send more than a cable carries in the mean");
}

namespace {

std::vector<std::uint32_t> numbers(const std::vector<NodeGroup>& groups, std::uint32_t nodes)
{
    std::vector<std::uint32_t> of(nodes, 0);
    for (std::uint32_t g = 0; g < groups.size(); ++g)
        for (std::uint32_t i = 0; i < groups[g].count; ++i) of[groups[g].first + i] = g;
    return of;
}

} // namespace

Network::Network(const NetworkParams& p, const NetworkSize& size)
    : topology_{p.topology(size)},
      contention_{p.contention},
      accelerators_{double(size.accelerators)},
      injection_{size.injection},
      least_latency_{2 * size.latency},
      power_{topology_->switches() * p.switch_idle + double(topology_->active_ports()) * p.port},
      capacity_(topology_->arcs()),
      damage_{*topology_},
      loads_{std::make_unique<ArcLoads>(*topology_)}
{
    require(topology_->problem().empty(), "a network is built for the nodes that it has");
    groups_ = {{}, {}, topology_->leaves(), topology_->pods()};
    groups_.racks = p.nodes_per_rack > 0 ? equal_groups(size.nodes, p.nodes_per_rack) : groups_.leaves;
    for (std::size_t i = 0; i < groups_.racks.size(); ++i) {
        const NodeGroup& rack = groups_.racks[i];
        if (i % p.racks_per_row == 0) groups_.rows.push_back({rack.first, 0});
        groups_.rows.back().count += rack.count;
    }
    leaf_of_ = numbers(groups_.leaves, size.nodes);
    const std::vector<std::uint32_t> pod_of = numbers(groups_.pods, size.nodes);
    for (const NodeGroup& leaf : groups_.leaves) pod_of_leaf_.push_back(pod_of[leaf.first]);
    std::vector<Bandwidth> ports(size.nodes);
    for (auto [e, end] = boost::edges(topology_->cabling().graph); e != end; ++e) {
        const Arc& arc = topology_->cabling().graph[*e];
        capacity_[arc.index] = arc.capacity;
        const std::size_t from = boost::source(*e, topology_->cabling().graph);
        if (from < size.nodes) ports[from] += arc.capacity;
    }
    ports_ = *std::ranges::min_element(ports) / injection_;
}

Network::~Network() = default;

Network::Stays Network::stays(std::span<const NodeGroup> nodes) const
{
    Stays stays;
    for (const NodeGroup& run : nodes)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node) {
            if (stays.empty() || stays.back().leaf != leaf_of_[node]) stays.push_back({leaf_of_[node], 0});
            ++stays.back().count;
        }
    return stays;
}

/// Where leaves can be swapped, their numbers by the order in which the gang meets them, within pods likewise.
Network::Stays Network::key(const Stays& stays) const
{
    if (stays.size() == 1) return {{0, stays.front().count}};
    if (!topology_->symmetric()) return stays;
    std::vector<std::uint32_t> leaves, pods;
    const auto place = [](std::vector<std::uint32_t>& met, std::uint32_t one) {
        const auto found = std::ranges::find(met, one);
        const auto index = static_cast<std::uint32_t>(found - met.begin());
        if (found == met.end()) met.push_back(one);
        return index;
    };
    Stays key;
    for (const Stay& stay : stays) {
        key.push_back({place(leaves, stay.leaf), stay.count});
        key.push_back({place(pods, pod_of_leaf_[stay.leaf]), 0});
    }
    return key;
}

std::uint32_t Network::shape(std::span<const NodeGroup> nodes)
{
    Stays lie = stays(nodes);
    const auto [found, is_new] = numbers_.try_emplace(key(lie), static_cast<std::uint32_t>(shapes_.size()));
    if (is_new) shapes_.push_back(std::move(lie));
    return found->second;
}

void Network::state(Archive& archive)
{
    archive("shapes", shapes_);
    numbers_.clear();
    for (std::uint32_t i = 0; i < shapes_.size(); ++i) numbers_.emplace(key(shapes_[i]), i);
    crossings_.clear(); // computed again when asked for
    loads_->forget_detours();
    archive("damage", damage_);
}

void Network::fail(const NetworkPart& part)
{
    if (damage_.fail(part)) loads_->forget_detours();
}

void Network::repair(const NetworkPart& part)
{
    if (damage_.repair(part)) loads_->forget_detours();
}

std::vector<NetworkPlace> Network::places(const Stays& stays) const
{
    std::vector<NetworkPlace> places;
    for (const Stay& stay : stays)
        places.insert(places.end(), stay.count, {stay.leaf, groups_.leaves[stay.leaf].first});
    return places;
}

std::vector<NetworkPlace> Network::places_left(std::span<const NodeGroup> nodes) const
{
    std::vector<NetworkPlace> places;
    const auto leaves = static_cast<std::uint32_t>(groups_.leaves.size());
    for (const NodeGroup& run : nodes)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node)
            places.push_back({damage_.hangs_alone(node) ? leaves + node : leaf_of_[node], node});
    return places;
}

Bandwidth Network::sent(const Exchange& exchange) const
{
    return exchange.accelerators / accelerators_ * injection_;
}

Crossing Network::crossing(std::uint32_t shape, const Exchange& exchange)
{
    const auto known = crossings_.find({shape, exchange});
    if (known != crossings_.end()) return known->second;
    const ArcLoads::Load load = loads_->of(places(shapes_.at(shape)), exchange);
    Crossing crossing{.share = std::min(1.0, ports_ * accelerators_ / exchange.accelerators),
                      .further = std::max(Seconds{}, load.latency - least_latency_)};
    const Bandwidth sent = this->sent(exchange);
    for (const ArcShare& on : load.arcs)
        crossing.share = std::min(crossing.share, 1 / (on.share * (sent / capacity_[on.arc])));
    return crossings_.emplace(std::pair{shape, exchange}, crossing).first->second;
}

std::vector<ArcShare> Network::demand(std::span<const NodeGroup> nodes, const Exchange& exchange)
{
    const Bandwidth sent = this->sent(exchange);
    const auto asked = [&](ArcLoads::Load load) {
        for (ArcShare& on : load.arcs) on.share *= sent / (damage_.up()[on.arc] * capacity_[on.arc]);
        return std::move(load.arcs);
    };
    if (damage_.whole()) return asked(loads_->of(places(stays(nodes)), exchange));
    const std::vector<NetworkPlace> left = places_left(nodes);
    std::vector<ArcShare> arcs =
        asked(damage_.detours() ? loads_->around(left, exchange, damage_.up()) : loads_->of(left, exchange));
    const auto inner = static_cast<std::ptrdiff_t>(arcs.size());
    for (const NodeGroup& run : nodes)
        for (std::uint32_t i = 0; i < run.count; ++i) add_ports(arcs, run.first + i, sent);
    std::ranges::sort(arcs.begin() + inner, arcs.end(), {}, &ArcShare::arc);
    std::ranges::inplace_merge(arcs, arcs.begin() + inner, {}, &ArcShare::arc);
    return arcs;
}

/// A node that has lost ports sends through all that it has, as much as each carries; what goes in is like what goes
/// out.
void Network::add_ports(std::vector<ArcShare>& arcs, std::uint32_t node, Bandwidth sent) const
{
    std::vector<std::size_t> ports;
    Bandwidth left{};
    bool whole = true;
    for (auto [e, end] = boost::out_edges(node, topology_->cabling().graph); e != end; ++e) {
        const std::size_t arc = topology_->cabling().graph[*e].index;
        const double up = damage_.up()[arc];
        if (up > 0) ports.push_back(arc);
        left += up * capacity_[arc];
        whole = whole && up >= 1;
    }
    if (whole) return;
    for (const std::size_t arc : ports) arcs.push_back({arc, sent / left});
}

} // namespace dcsim
