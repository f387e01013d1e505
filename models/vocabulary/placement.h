#pragma once
#include "models/vocabulary/job.h"
#include <cstdint>
#include <memory>
#include <optional>

namespace dcsim {

/// `count` consecutive nodes, each giving the same share.
struct NodeRun {
    std::uint32_t first{0}, count{0};
    std::uint32_t milli_accelerators{0}; ///< per node
    std::uint32_t cores{0};              ///< per node
    std::uint64_t memory_bytes{0};       ///< per node
    friend bool operator==(const NodeRun&, const NodeRun&) = default;
};

/// The accelerators that a job holds together. Whole-node gangs are a handful of runs, however large.
struct Gang {
    SmallVector<NodeRun> runs;
    std::uint32_t pool_cores{0};
    std::int64_t milli_accelerators() const
    {
        std::int64_t sum = 0;
        for (const NodeRun& run : runs) sum += std::int64_t{run.count} * run.milli_accelerators;
        return sum;
    }
    std::uint32_t nodes() const
    {
        std::uint32_t sum = 0;
        for (const NodeRun& run : runs) sum += run.count;
        return sum;
    }
    void state(Archive& archive)
    {
        archive_small(archive, "runs", runs);
        archive("pool cores", pool_cores);
    }
};

/// What is free at one instant; planners work on copies of the truth.
class ResourcePool {
public:
    virtual ~ResourcePool() = default;
    virtual std::uint32_t nodes() const = 0;
    virtual std::uint64_t free_milli_accelerators() const = 0;             ///< on all nodes
    virtual NodeRun free(NodeId node) const = 0;                           ///< what the node could still give
    virtual std::optional<Gang> place(const ResourceRequest& request) = 0; ///< chooses and takes, all or nothing
    /// No node of a gang for the request gives fewer.
    virtual std::uint32_t least_milli_accelerators_of_a_node(const ResourceRequest& request) const = 0;
    /// Any free nodes will do for it, as many as they are, and it takes them whole.
    virtual bool takes_any_whole_nodes(const ResourceRequest& request) const = 0;
    virtual bool is_whole_nodes(const Gang& gang) const = 0;
    virtual bool can_take(const Gang& gang) const = 0;
    virtual void take(const Gang& gang) = 0;    ///< LogicError if it is not free
    virtual void release(const Gang& gang) = 0; ///< LogicError if it was not held
    /// Leaves on every node that has room for such a part at `later` no more than that part leaves over then; returns
    /// how many nodes these are. What is placed after that keeps none of them from taking its part.
    virtual std::uint32_t leave_room(const ResourcePool& later, const NodeRun& part) = 0;
    virtual std::unique_ptr<ResourcePool> clone() const = 0;
    virtual void become(const ResourcePool& other) = 0; ///< a copy of another pool of the same kind and size
};

} // namespace dcsim
