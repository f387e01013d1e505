#include "models/compute/timeline.h"
#include "models/compute/collectives.h"
#include "models/compute/kernel_time.h"
#include <algorithm>

namespace dcsim {

namespace {

/// Of all messages, less what kernels hide: never more than there are kernels.
Seconds exposed(const AcceleratorParams& p, const Demand& d, const Allocation& gang, Seconds kernels)
{
    Seconds all{}, hidden{};
    for (const Message& m : d.messages) {
        const Seconds t = m.count * operation_time(p, m, gang);
        all += t;
        hidden += m.overlap * t;
    }
    return all - std::min(hidden, kernels);
}

} // namespace

Seconds Timeline::sum() const
{
    Seconds all{};
    for (const Seconds t : time) all += t;
    return all;
}

Timeline timeline(const AcceleratorParams& p, const Demand& d, const Allocation& gang, double clock)
{
    Timeline line;
    for (const Kernels& k : d.kernels) {
        const KernelTime t = kernel_time(p, k, gang.accelerators, clock);
        at(line.time, t.bound) += t.busy;
        at(line.time, Cause::overhead) += t.starts;
    }
    const Seconds kernels = line.sum();
    at(line.time, Cause::communication) = d.pipeline_bubble * kernels + exposed(p, d, gang, kernels);
    at(line.time, Cause::overhead) += d.serial_host;
    return line;
}

Seconds input_time(const NodeHardwareParams& p, const Demand& d, const Allocation& gang)
{
    const Seconds wait = gang.cores > 0 ? d.core_time / gang.cores : Seconds{};
    const double nodes = double(gang.accelerators + gang.unused) / p.accelerators; // shares of them, as of their cores
    return std::max(wait, d.feed / (nodes * p.host.feed));
}

} // namespace dcsim
