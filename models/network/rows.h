#pragma once
#include "models/network/topology.h"
#include "sim/config/fields.h"

namespace dcsim {

/// Folded Clos network of equal switches and cables. Built as far up as the nodes need leaves and pods, with all
/// switches above. With ratios of 1, three tiers and a port per node, the k-ary fat tree of k^3/4 nodes
/// [Al-Fares, Loukissas, Vahdat, SIGCOMM 2008, doi 10.1145/1402958.1402967].
struct FatTreeParams {
    std::uint32_t radix{64};
    std::uint32_t ports{0}; ///< of a node; 0 = as many as accelerators
    int tiers{2};
    double leaf_ratio{1}, pod_ratio{1}; ///< oversubscription
};
void fields(Fields& f, FatTreeParams& p);

class FatTree final : public Topology {
public:
    FatTree(const FatTreeParams& p, const NetworkSize& size);

private:
    static std::uint32_t ports_of(const FatTreeParams& p, const NetworkSize& size);
    void add_pod(const NodeGroup& pod, std::uint32_t middle_switches, const std::vector<std::uint32_t>& cores);
    std::vector<std::uint32_t> add_switches(std::uint32_t count);
    std::uint32_t add_leaf(const NodeGroup& nodes);
    void join(std::uint32_t leaf, const std::vector<std::uint32_t>& above);

    std::uint32_t ports_;
    Bandwidth port_;
};

/// In closed form, of a tree with an even number of full pods (of full leaves under two tiers).
Bandwidth bisection(const FatTreeParams& p, const NetworkSize& full);
/// The most that it can hold.
std::uint64_t most_nodes(const FatTreeParams& p, const NetworkSize& size);

/// A leaf switch per rail and pod: accelerators with the same number in their nodes share one, and spines join all
/// leaves [Wang et al., "Rail-only", arXiv 2307.12169, section 2].
struct RailParams {
    std::uint32_t rails{0}; ///< 0 = as a node has accelerators
    std::uint32_t nodes_per_pod{32};
    double ratio{1}; ///< oversubscription of leaves
};
void fields(Fields& f, RailParams& p);

class RailOptimised final : public Topology {
public:
    RailOptimised(const RailParams& p, const NetworkSize& size);
};

/// Groups of fully connected routers, and global cables between groups, as evenly as they divide
/// [Kim, Dally, Scott, Abts, ISCA 2008]. Balanced where a = 2p = 2h.
struct DragonflyParams {
    std::uint32_t nodes_per_router{4};  ///< p
    std::uint32_t routers_per_group{0}; ///< a; 0 = 2p
    std::uint32_t global_links{0};      ///< h of each router; 0 = p
    std::uint32_t groups{0};            ///< g; 0 = as few as hold the nodes
    std::uint32_t a() const { return routers_per_group > 0 ? routers_per_group : 2 * nodes_per_router; }
    std::uint32_t h() const { return global_links > 0 ? global_links : nodes_per_router; }
    std::uint64_t most_groups() const { return std::uint64_t{a()} * h() + 1; }
    std::uint64_t most_nodes() const { return most_groups() * a() * nodes_per_router; }
};
void fields(Fields& f, DragonflyParams& p);

class Dragonfly final : public Topology {
public:
    Dragonfly(const DragonflyParams& p, const NetworkSize& size);

private:
    void connect_groups(const std::vector<std::uint32_t>& routers, const DragonflyParams& p, std::uint32_t groups,
                        Bandwidth capacity);

    std::uint32_t width_{1}; ///< cables in parallel, as a node has ports
};

/// Cables as a list: "node0 leaf0", "leaf0 spine0 400 GB/s"; node0, node1, ... are the cluster's nodes, all other names
/// switches. Without a bandwidth a cable is as fast as a node injects.
struct ExplicitParams {
    std::vector<std::string> cables;
};
void fields(Fields& f, ExplicitParams& p);

class ExplicitNetwork final : public Topology {
public:
    ExplicitNetwork(const ExplicitParams& p, const NetworkSize& size);

private:
    void find_leaves();
};

} // namespace dcsim
