#include "models/site/totals.h"
#include "sim/base/errors.h"
#include <algorithm>

namespace dcsim {

namespace {

/// Of two readings. Jobs are charged in whole units of 1e-18 J and readings are doubles, so that a difference of
/// nothing may come out below it by their rounding; it is nothing then, and less than that is our fault.
Energy unallocated_between(const JobTotals& later, const JobTotals& earlier)
{
    constexpr double rounding = 1e-12;
    const Energy difference = later.unallocated - earlier.unallocated;
    require(difference.si() >= -rounding * later.it.si(), "jobs are charged more than their nodes draw");
    return std::max(difference, Energy{});
}

} // namespace

JobTotals operator-(JobTotals later, const JobTotals& earlier)
{
    for (std::size_t i = 0; i < earlier.workloads.size(); ++i) {
        later.workloads[i].energy -= earlier.workloads[i].energy;
        later.workloads[i].ledgers -= earlier.workloads[i].ledgers;
        later.workloads[i].accelerator_seconds -= earlier.workloads[i].accelerator_seconds;
        later.workloads[i].interruptions -= earlier.workloads[i].interruptions;
        later.workloads[i].resizes -= earlier.workloads[i].resizes;
        later.workloads[i].lost_accelerator_seconds -= earlier.workloads[i].lost_accelerator_seconds;
        later.workloads[i].lost -= earlier.workloads[i].lost;
        later.workloads[i].restoring_accelerator_seconds -= earlier.workloads[i].restoring_accelerator_seconds;
        later.workloads[i].saving_accelerator_seconds -= earlier.workloads[i].saving_accelerator_seconds;
        later.workloads[i].contention_accelerator_seconds -= earlier.workloads[i].contention_accelerator_seconds;
    }
    later.unallocated = unallocated_between(later, earlier);
    later.it -= earlier.it;
    later.down_seconds -= earlier.down_seconds;
    later.failures -= earlier.failures;
    later.asleep_node_seconds -= earlier.asleep_node_seconds;
    later.slowed_accelerator_seconds -= earlier.slowed_accelerator_seconds;
    later.over_cap_seconds -= earlier.over_cap_seconds;
    later.idle -= earlier.idle;
    later.network -= earlier.network;
    later.accelerator_seconds -= earlier.accelerator_seconds;
    later.capacity_seconds -= earlier.capacity_seconds;
    return later;
}

} // namespace dcsim
