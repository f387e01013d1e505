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

/// The same fields of two, combined one by one; unallocated energy is the caller's.
template <class F> void combine(JobTotals& a, const JobTotals& b, const F& with)
{
    for (std::size_t i = 0; i < b.workloads.size(); ++i) {
        JobTotals::Workload& to = a.workloads[i];
        const JobTotals::Workload& of = b.workloads[i];
        with(to.energy, of.energy);
        with(to.ledgers, of.ledgers);
        with(to.accelerator_seconds, of.accelerator_seconds);
        with(to.core_seconds, of.core_seconds);
        with(to.interruptions, of.interruptions);
        with(to.resizes, of.resizes);
        with(to.lost_accelerator_seconds, of.lost_accelerator_seconds);
        with(to.lost, of.lost);
        with(to.restoring_accelerator_seconds, of.restoring_accelerator_seconds);
        with(to.saving_accelerator_seconds, of.saving_accelerator_seconds);
        with(to.contention_accelerator_seconds, of.contention_accelerator_seconds);
    }
    with(a.it, b.it);
    with(a.idle, b.idle);
    with(a.network, b.network);
    with(a.accelerator_seconds, b.accelerator_seconds);
    with(a.capacity_seconds, b.capacity_seconds);
    with(a.core_seconds, b.core_seconds);
    with(a.core_capacity_seconds, b.core_capacity_seconds);
    with(a.down_seconds, b.down_seconds);
    with(a.failures, b.failures);
    with(a.asleep_node_seconds, b.asleep_node_seconds);
    with(a.slowed_accelerator_seconds, b.slowed_accelerator_seconds);
    with(a.over_cap_seconds, b.over_cap_seconds);
}

} // namespace

JobTotals operator-(JobTotals later, const JobTotals& earlier)
{
    later.unallocated = unallocated_between(later, earlier);
    combine(later, earlier, [](auto& a, const auto& b) { a -= b; });
    return later;
}

JobTotals& operator+=(JobTotals& a, const JobTotals& b)
{
    combine(a, b, [](auto& x, const auto& y) { x += y; });
    a.unallocated += b.unallocated;
    return a;
}

} // namespace dcsim
