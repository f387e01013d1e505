#pragma once
#include "models/vocabulary/demand.h"
#include "sim/base/archive.h"
#include "sim/base/units.h"
#include <cstdint>
#include <vector>

namespace dcsim {

/// What the jobs of a site took since the start of the run; differences of two are what a window took. What a run turns
/// out to have lost, restored or saved, it tells when it ends; of that, what came before JobsSetup::counted is left
/// out.
struct JobTotals {
    struct Workload {
        Energy energy;
        EnergyLedgers ledgers;         ///< of the part whose demand is known
        double accelerator_seconds{0}; ///< held
        double core_seconds{0};        ///< held
        std::uint64_t interruptions{0}, resizes{0};
        double lost_accelerator_seconds{0};       ///< of those held: work done again, or never
        Energy lost;                              ///< of the energy: likewise
        double restoring_accelerator_seconds{0};  ///< of those held: at rest after interruptions and resizes
        double saving_accelerator_seconds{0};     ///< of those held: at rest in saves that came to their end, or go on
        double contention_accelerator_seconds{0}; ///< of those held: longer than alone, because of others' messages
        double productive_accelerator_seconds() const
        {
            constexpr double rounding = 1e-9; // of differences of sums: nothing may come out below it
            const double rest = accelerator_seconds - lost_accelerator_seconds - restoring_accelerator_seconds -
                                saving_accelerator_seconds;
            return rest < 0 && rest > -rounding * accelerator_seconds ? 0 : rest;
        }
    };
    std::vector<Workload> workloads;       ///< running jobs included
    Energy it, idle, unallocated, network; ///< workloads + idle + unallocated + network = it
    double accelerator_seconds{0};         ///< held by anybody
    double capacity_seconds{0};            ///< accelerators of the cluster times time
    double core_seconds{0};                ///< held by anybody
    double core_capacity_seconds{0};       ///< cores of the cluster times time; 0 where they are no constraint
    double down_seconds{0};                ///< of that: on nodes that are down
    std::uint64_t failures{0};             ///< of whatever may fail
    double asleep_node_seconds{0};         ///< nodes times time
    double slowed_accelerator_seconds{0};  ///< of those held: by jobs that a limit of power slows
    double over_cap_seconds{0};            ///< in which IT draws more than that limit, all clocks at their lowest

    void state(Archive& archive)
    {
        archive("workloads", workloads)("it", it)("idle", idle)("unallocated", unallocated);
        archive("network", network);
        archive("held", accelerator_seconds)("capacity", capacity_seconds)("down", down_seconds)("failures", failures);
        archive("cores", core_seconds)("core capacity", core_capacity_seconds);
        archive("asleep", asleep_node_seconds)("slowed", slowed_accelerator_seconds)("over cap", over_cap_seconds);
    }
};

} // namespace dcsim
