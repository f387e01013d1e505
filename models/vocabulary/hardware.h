#pragma once
#include "models/vocabulary/demand.h"
#include "models/vocabulary/interconnect.h"
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// What a gang has, as far as its speed goes: the shape of its placement and its share of processor cores.
struct Allocation {
    std::uint32_t accelerators{1};
    std::uint32_t per_node{1}; ///< on each of its nodes; the last may hold fewer
    double cores{0};           ///< of nodes and pool together
    GangShape shape{};         ///< how its nodes lie in the network
    std::uint32_t unused{0};   ///< accelerators held besides, which stay at rest
    auto operator<=>(const Allocation&) const = default;
};

/// How accelerators are run.
struct Operating {
    double clock{1};            ///< over the highest, 0..1
    std::optional<Power> cap{}; ///< of one accelerator
    auto operator<=>(const Operating&) const = default;
};

/// One iteration on given hardware, and why it takes what it takes.
struct Pace {
    Seconds iteration{};
    ByCause<Seconds> time{};      ///< sums to `iteration`
    Power above_idle{};           ///< mean draw of the gang at the servers' plugs, above that of its idle share
    ByCause<Energy> energy{};     ///< of the gang with its share of idle servers; sums to its power times `iteration`
    ByDevice<Energy> by_device{}; ///< the same energy
    double flops_utilisation{0};  ///< FLOP/s over peak, each precision by its own; zeros that are skipped are none
    double model_flops_utilisation{0}; ///< the same without what recomputation repeats (MFU) [arXiv 2204.02311]
    double bandwidth_utilisation{0};
    double clock{1}; ///< speed that cap and clock leave, over the uncapped
};

/// How fast and at what power hardware does a demand. A pure function: callers remember what they asked.
class Hardware {
public:
    virtual ~Hardware() = default;
    virtual Pace pace(const Demand&, const Allocation&, const Operating&) const = 0;
    /// What an iteration sends between servers; empty where the gang has no shape.
    virtual std::vector<Sending> sendings(const Demand&, const Allocation&) const = 0;
    /// Why the demand cannot run here: "needs 93.1 GB on each accelerator, which has 80 GB", "has no fp8 units".
    virtual std::optional<std::string> refusal(const Demand&) const = 0;
    /// Memory of the accelerator that holds most, with the zeros that are not skipped here.
    virtual Footprint held(const Demand& d) const { return d.footprint; }
    virtual Bytes memory_per_accelerator() const = 0;
    virtual std::uint32_t accelerators_per_node() const = 0;
    virtual std::uint32_t cores_per_node() const = 0;
    virtual Power accelerator_idle() const = 0;
    virtual Power idle_share() const = 0;               ///< of a server at rest, per accelerator
    virtual double bytes_per_second_stored() const = 0; ///< of checkpoints, per node
};

} // namespace dcsim
