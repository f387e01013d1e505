#pragma once
#include "models/cluster/params.h"
#include "models/compute/node_hardware.h"
#include "models/control/node_limits.h"
#include "models/control/power_cap.h"
#include "models/control/sleep.h"
#include "models/reliability/params.h"
#include "models/site/registries.h"
#include <optional>
#include <string>

namespace dcsim {

/// The pool of a site that [cluster] describes.
inline constexpr std::string_view main_pool = "main";

/// Nodes of one kind with a queue of their own: `cluster`, `scheduling`, `reliability`, `control`.
struct PoolParams {
    std::string name{main_pool};
    ClusterParams cluster;
    std::optional<AcceleratorParams> accelerator; ///< without one, no work can be given by what it computes
    HostParams host;                              ///< its powers are those of the law
    std::optional<NetworkParams> network;         ///< between the nodes; without one only their own links are known
    Maker<HostPower, NodeAccelerators> host_power;
    Maker<Scheduler> scheduler;
    Maker<Deferral> deferral;
    ReliabilityParams reliability;            ///< without a way to fail, nothing fails
    std::optional<SleepParams> sleep;         ///< absent: nodes never sleep
    std::optional<ClockCapParams> power_cap;  ///< absent: jobs run at their own clocks
    std::vector<NodeLimitParams> node_limits; ///< in the order of the file
};

/// The law of one node's power.
std::unique_ptr<HostPower> host_power(const PoolParams& pool);
/// What paces work; null where the cluster states no accelerator.
std::unique_ptr<Hardware> hardware(const PoolParams& pool);

/// The network between the nodes; null where the cluster states none.
std::unique_ptr<Network> network(const PoolParams& pool);

/// Declares the tables of a pool; `choices` supplies what `kind` may name.
void fields(Fields& f, PoolParams& pool, const SiteRegistries& choices);

} // namespace dcsim
