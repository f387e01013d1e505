#pragma once
#include "models/cluster/locality.h"
#include "models/cluster/node_set.h"
#include "models/cluster/params.h"
#include "models/vocabulary/placement.h"
#include <set>
#include <utility>
#include <vector>

namespace dcsim {

/// Who holds what. Nodes are kept by the number of their free whole accelerators, so that no placement scans them:
/// first fit looks among those with at least what it needs, best fit among those with exactly so many, and
/// among parts of accelerators.
class Cluster final : public ResourcePool {
public:
    /// `groups` and `network` are those that the cluster hangs in; without them all nodes are alike. The network
    /// outlives it.
    explicit Cluster(const ClusterParams& params, const NodeGroups& groups = {}, Interconnect* network = nullptr);

    /// Whether the empty cluster could ever hold the request.
    bool fits_ever(const ResourceRequest& request) const;
    /// What a request that fits would hold of the empty cluster if it was placed on the first nodes.
    Gang first_nodes(const ResourceRequest& request) const;
    /// The nodes of a request that fits, whole.
    ResourceRequest whole_nodes(const ResourceRequest& request) const;
    std::uint64_t milli_accelerators() const { return std::uint64_t{nodes()} * whole_.milli_accelerators; }
    std::uint32_t milli_accelerators_per_node() const { return whole_.milli_accelerators; }
    /// Processor cores of nodes; 0 where they are no constraint.
    std::uint64_t node_cores() const { return std::uint64_t{nodes()} * whole_.cores; }
    /// Processor cores of nodes and beside them, where they are a constraint.
    std::uint64_t cores() const { return std::uint64_t{nodes()} * whole_.cores + whole_pool_; }
    std::uint64_t cores_of(const ResourceRequest& request) const ///< that it holds of these
    {
        return std::uint64_t{cores_matter_ ? request.cores : 0} + (pool_matters_ ? request.pool_cores : 0);
    }
    /// Of the free accelerators the part on nodes that are partly used: a request for whole nodes cannot have them.
    /// 0 where none is free.
    double fragmentation() const;

    std::uint32_t nodes() const override { return static_cast<std::uint32_t>(free_.size()); }
    std::uint64_t free_milli_accelerators() const override { return free_milli_; }
    NodeRun free(NodeId node) const override;
    bool is_free(NodeId node) const { return free_[node.value] == whole_; }
    std::optional<Gang> place(const ResourceRequest& request) override;
    std::uint32_t least_milli_accelerators_of_a_node(const ResourceRequest& request) const override;
    bool takes_any_whole_nodes(const ResourceRequest& request) const override;
    bool is_whole_nodes(const Gang& gang) const override;
    bool can_take(const Gang& gang) const override;
    void take(const Gang& gang) override;
    void release(const Gang& gang) override;
    std::uint32_t leave_room(const ResourcePool& later, const NodeRun& part) override;
    std::unique_ptr<ResourcePool> clone() const override { return std::make_unique<Cluster>(*this); }
    void become(const ResourcePool& other) override;

    /// A node that nobody holds falls asleep, or one that slept wakes: jobs are placed on those that are awake first,
    /// where no locality says otherwise.
    void fall_asleep(NodeId node);
    void wake(NodeId node);

    void state(Archive& archive);

private:
    struct Share {
        std::uint32_t milli_accelerators{0}, cores{0};
        std::uint64_t memory_bytes{0};
        friend bool operator==(const Share&, const Share&) = default;
        Share less(const Share& part) const
        {
            return {milli_accelerators - part.milli_accelerators, cores - part.cores, memory_bytes - part.memory_bytes};
        }
        bool holds(const Share& wanted) const
        {
            return milli_accelerators >= wanted.milli_accelerators && cores >= wanted.cores &&
                   memory_bytes >= wanted.memory_bytes;
        }
    };
    /// Where a search goes on: what nodes have free is used by best fit only. Nodes that sleep come last.
    struct Cursor {
        std::uint32_t milli{0}, from{0};
        bool asleep{false};
        std::uint32_t found() const { return from - 1; }
    };
    struct Cost {
        double share{0}; ///< that an exchange of all gets
        Seconds further{};
    };

    /// What a node gives that holds all of it, as the usual request has it.
    Share all(const ResourceRequest& request) const
    {
        return {request.milli_accelerators, cores_matter_ ? request.cores : 0,
                memory_matters_ ? request.memory_bytes : 0};
    }
    /// On how many nodes.
    std::uint32_t spread(const ResourceRequest& request) const
    {
        if (request.nodes > 0) return request.nodes;
        return whole_.holds(all(request)) ? 1 : fewest(request);
    }
    std::uint32_t fewest(const ResourceRequest& request) const;
    Share share(const ResourceRequest& request, std::uint32_t nodes, std::uint32_t index) const
    {
        return nodes == 1 ? all(request) : part(request, nodes, index);
    }
    Share part(const ResourceRequest& request, std::uint32_t nodes, std::uint32_t index) const;
    bool next(Cursor& cursor, const Share& wanted) const; ///< whether another node is found
    bool best(Cursor& cursor, const Share& wanted) const;
    /// Moves `node` on to the first of that level that holds the share, not below it; false if there is none.
    bool find(std::size_t whole_free, std::uint32_t& node, const Share& wanted) const
    {
        for (; by_free_[whole_free].find(node); ++node)
            if (free_[node].holds(wanted)) return true;
        return false;
    }
    std::optional<std::uint32_t> next_with(std::size_t whole_free, std::uint32_t from, const Share& wanted) const
    {
        return find(whole_free, from, wanted) ? std::optional{from} : std::nullopt;
    }
    inline bool next_awake(Cursor& cursor, const Share& wanted) const;
    void change(std::uint32_t node, Share to);
    void list(std::uint32_t node, std::uint32_t milli_free);
    void unlist(std::uint32_t node, std::uint32_t milli_free);
    bool sleeps(std::uint32_t node) const { return sleeping_ && sleeping_->asleep[node]; }
    std::optional<Gang> place_on_one(const ResourceRequest& request);
    std::optional<Gang> choose_anywhere(const ResourceRequest& request) const;
    std::optional<Gang> choose_local(const ResourceRequest& request) const;
    std::optional<Gang> along(const std::vector<NodeQuota>& way, const ResourceRequest& request) const;
    std::optional<std::uint32_t> within(const NodeGroup& nodes, const Share& wanted, const Gang& but_not) const;
    std::optional<std::uint32_t> awake_within(const NodeGroup& nodes, const Share& wanted, const Gang& but_not) const;
    Cost cost(const Gang& gang) const;

    Share whole_;
    bool cores_matter_, memory_matters_, pool_matters_;
    Packing packing_;
    std::vector<Share> free_;
    /// [k]: nodes with k accelerators free and no part of another for best fit, with at least k for first fit
    std::vector<NodeSet> by_free_;
    /// For best fit: thousandths that are free on the other nodes, with their numbers.
    std::set<std::pair<std::uint32_t, std::uint32_t>> parts_free_;
    /// Nodes that sleep are in none of these while nobody holds any of them.
    struct Sleeping {
        std::vector<bool> asleep;
        NodeSet unused;
    };
    std::optional<Sleeping> sleeping_; ///< once one has slept
    std::uint64_t free_milli_{0}, free_on_whole_nodes_{0};
    std::shared_ptr<const Locality> locality_; ///< null: anywhere
    std::optional<FreeCounts> counts_;         ///< with a locality
    Interconnect* network_;
    std::uint32_t whole_pool_, free_pool_;
};

} // namespace dcsim
