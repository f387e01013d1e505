#include "models/site/totals.h"

namespace dcsim {

JobTotals operator-(JobTotals later, const JobTotals& earlier)
{
    for (std::size_t i = 0; i < earlier.workloads.size(); ++i) {
        later.workloads[i].energy -= earlier.workloads[i].energy;
        later.workloads[i].ledgers -= earlier.workloads[i].ledgers;
        later.workloads[i].accelerator_seconds -= earlier.workloads[i].accelerator_seconds;
        later.workloads[i].interruptions -= earlier.workloads[i].interruptions;
        later.workloads[i].lost_accelerator_seconds -= earlier.workloads[i].lost_accelerator_seconds;
        later.workloads[i].lost -= earlier.workloads[i].lost;
        later.workloads[i].restoring_accelerator_seconds -= earlier.workloads[i].restoring_accelerator_seconds;
        later.workloads[i].saving_accelerator_seconds -= earlier.workloads[i].saving_accelerator_seconds;
    }
    later.it -= earlier.it;
    later.down_seconds -= earlier.down_seconds;
    later.failures -= earlier.failures;
    later.asleep_node_seconds -= earlier.asleep_node_seconds;
    later.idle -= earlier.idle;
    later.unallocated -= earlier.unallocated;
    later.network -= earlier.network;
    later.accelerator_seconds -= earlier.accelerator_seconds;
    later.capacity_seconds -= earlier.capacity_seconds;
    return later;
}

} // namespace dcsim
