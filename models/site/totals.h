#pragma once
#include "models/energy/battery.h"
#include "models/energy/totals.h"
#include "models/site/building.h"
#include "models/site/job_account.h"
#include "models/site/job_totals.h"
#include "models/site/service_account.h"
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

JobTotals operator-(JobTotals later, const JobTotals& earlier);
JobTotals& operator+=(JobTotals& a, const JobTotals& b); ///< of two pools over one window

/// What one pool came to over the window.
struct PoolTotals {
    std::string name;
    std::uint32_t accelerators{0};
    JobTotals jobs;
    WorkloadAccount account; ///< of its workloads
};

/// Everything that the metrics of a site are made of, over one counting window.
struct SiteTotals {
    Span length;
    BuildingTotals building;
    SupplyTotals supply;
    StorageDelta storage;    ///< what the change of the stored energy would cost or save
    JobTotals jobs;          ///< energy and accelerator time by interval
    WorkloadAccount account; ///< of all workloads; its `counted` part is by submission inside the window
    std::vector<WorkloadAccount> accounts{}; ///< by workload
    std::vector<ServiceAccount> services{};
    std::vector<PoolTotals> pools{};     ///< which the site has
    std::vector<Energy> one_off{};       ///< by workload: what its techniques cost once, in no window
    std::uint64_t running{0}, queued{0}; ///< when the window ends
    std::uint32_t accelerators{0};
    std::optional<Time> last_end; ///< of a job; absent: none has ended

    /// Submitted inside the window and still neither ended nor refused.
    std::uint64_t unfinished() const { return account.counted.submitted - account.counted.left(); }
};

} // namespace dcsim
