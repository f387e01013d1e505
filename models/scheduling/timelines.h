#pragma once
#include "models/vocabulary/placement.h"
#include "sim/base/time.h"
#include <span>
#include <vector>

namespace dcsim {

/// Amounts on one node, or of cores beside nodes; negative where less is given than is taken back.
struct NodeAmounts {
    std::int64_t milli_accelerators{0}, cores{0}, memory_bytes{0};
    NodeAmounts() = default;
    explicit NodeAmounts(const NodeRun& run) ///< of one of its nodes
        : milli_accelerators{run.milli_accelerators},
          cores{run.cores},
          memory_bytes{static_cast<std::int64_t>(run.memory_bytes)}
    {
    }
    NodeAmounts operator-() const;
    void add(const NodeAmounts& change);
    void raise_to(const NodeAmounts& other);
    NodeRun part(std::uint32_t node) const; ///< its positive amounts on one node; no node if there are none
};

/// What a plan takes and gives back on each node, and of the cores beside nodes, by time: to ask about a node costs
/// what happens there, however many jobs run elsewhere.
class Timelines {
public:
    struct Change {
        Time at;
        JobId job;
        bool takes;
        NodeAmounts taken; ///< from then on
    };
    explicit Timelines(std::uint32_t nodes) : of_node_(nodes) {}

    void add(Time at, JobId job, bool takes, const Gang& gang);
    void remove(Time at, JobId job, bool takes, const Gang& gang); ///< what was added so; LogicError if it was not
    /// By time, ends before starts.
    std::span<const Change> of(std::uint32_t node) const { return of_node_[node]; }
    std::span<const Change> of_pool_cores() const { return of_pool_cores_; }

private:
    std::vector<std::vector<Change>> of_node_;
    std::vector<Change> of_pool_cores_;
};

} // namespace dcsim
