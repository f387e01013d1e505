#pragma once
#include <compare>
#include <cstdint>

namespace dcsim {

/// An index whose meaning is in its type: a node id is not a job id.
template <class Tag> struct Id {
    std::uint32_t value{0};
    static constexpr Id none() { return {UINT32_MAX}; } ///< of nothing: where there may be no such thing
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using JobId = Id<struct JobTag>;           ///< slot in the job table; reused after the job has ended
using NodeId = Id<struct NodeTag>;         ///< node of one cluster, dense from 0
using WorkloadId = Id<struct WorkloadTag>; ///< order of the workloads in the scenario file

} // namespace dcsim
