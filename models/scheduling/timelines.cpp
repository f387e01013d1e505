#include "models/scheduling/timelines.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <tuple>

namespace dcsim {

namespace {

bool before(const Timelines::Change& a, const Timelines::Change& b)
{
    return std::tie(a.at, a.takes) < std::tie(b.at, b.takes);
}

void insert(std::vector<Timelines::Change>& changes, const Timelines::Change& change)
{
    changes.insert(std::ranges::upper_bound(changes, change, before), change);
}

void erase(std::vector<Timelines::Change>& changes, const Timelines::Change& change)
{
    auto found = std::ranges::lower_bound(changes, change, before);
    while (found != changes.end() && (found->job != change.job || found->takes != change.takes)) ++found;
    require(found != changes.end(), "a change of a timeline is gone");
    changes.erase(found);
}

} // namespace

NodeAmounts NodeAmounts::operator-() const
{
    NodeAmounts less;
    less.milli_accelerators = -milli_accelerators;
    less.cores = -cores;
    less.memory_bytes = -memory_bytes;
    return less;
}

void NodeAmounts::add(const NodeAmounts& change)
{
    milli_accelerators += change.milli_accelerators;
    cores += change.cores;
    memory_bytes += change.memory_bytes;
}

void NodeAmounts::raise_to(const NodeAmounts& other)
{
    milli_accelerators = std::max(milli_accelerators, other.milli_accelerators);
    cores = std::max(cores, other.cores);
    memory_bytes = std::max(memory_bytes, other.memory_bytes);
}

NodeRun NodeAmounts::part(std::uint32_t node) const
{
    const NodeRun run{node, 1, static_cast<std::uint32_t>(std::max<std::int64_t>(0, milli_accelerators)),
                      static_cast<std::uint32_t>(std::max<std::int64_t>(0, cores)),
                      static_cast<std::uint64_t>(std::max<std::int64_t>(0, memory_bytes))};
    const bool any = run.milli_accelerators > 0 || run.cores > 0 || run.memory_bytes > 0;
    return any ? run : NodeRun{node, 0, 0, 0, 0};
}

void Timelines::add(Time at, JobId job, bool takes, const Gang& gang)
{
    for (const NodeRun& run : gang.runs) {
        const NodeAmounts held{run};
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node)
            insert(of_node_[node], {at, job, takes, takes ? held : -held});
    }
    if (gang.pool_cores == 0) return;
    NodeAmounts cores;
    cores.cores = takes ? gang.pool_cores : -std::int64_t{gang.pool_cores};
    insert(of_pool_cores_, {at, job, takes, cores});
}

void Timelines::remove(Time at, JobId job, bool takes, const Gang& gang)
{
    const Change change{at, job, takes, {}};
    for (const NodeRun& run : gang.runs)
        for (std::uint32_t node = run.first; node < run.first + run.count; ++node) erase(of_node_[node], change);
    if (gang.pool_cores > 0) erase(of_pool_cores_, change);
}

} // namespace dcsim
