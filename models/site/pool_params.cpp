#include "models/site/pool_params.h"
#include <algorithm>
#include <fmt/format.h>

namespace dcsim {

namespace {

NodeAccelerators accelerators(const PoolParams& pool)
{
    const std::uint32_t count = pool.cluster.node.accelerators;
    if (!pool.accelerator) return {.count = count};
    return {.count = count, .idle = pool.accelerator->idle, .most = pool.accelerator->most};
}

void check_power(Fields& f, const PoolParams& pool)
{
    if (f.describing() || !pool.host_power) return;
    const std::unique_ptr<HostPower> law = host_power(pool);
    if (!pool.accelerator && law->needs_accelerators())
        f.problem("power", "adds up accelerators, which the cluster does not state (write accelerator = \"...\")");
}

std::optional<NetworkSize> network_size(const PoolParams& pool)
{
    const std::uint32_t count = pool.cluster.node.accelerators;
    NetworkSize size{pool.cluster.nodes, count, {}, pool.network->latency};
    if (!pool.network->bandwidth && !pool.accelerator) return std::nullopt;
    size.injection = pool.network->bandwidth ? *pool.network->bandwidth : count * pool.accelerator->network.bandwidth;
    return size.injection > Bandwidth{} ? std::optional{size} : std::nullopt;
}

bool shares_cables(const PoolParams& pool)
{
    return pool.network && pool.network->contention != Contention::none;
}

void check_network(Fields& f, const PoolParams& pool)
{
    const std::optional<NetworkSize> size = network_size(pool);
    if (!size)
        return f.problem("network", "has no bandwidth (write bandwidth = \"400 GB/s\", or the cluster's accelerator)");
    const std::string problem = pool.network->topology(*size)->problem();
    if (!problem.empty()) f.problem("network", problem);
}

void network(Fields& f, PoolParams& pool, const SiteRegistries& choices)
{
    NetworkParams p;
    const auto read = [&](Fields& t) {
        fields(t, p, choices.topologies);
        if (!t.describing() && p.contention != Contention::none && !pool.accelerator)
            t.problem(
                "contention",
                "has no effect on jobs of given duration (write accelerator = \"...\" in its cluster table, and jobs "
                "as work)");
    };
    if (f.optional_table("network", "switches and cables between the nodes", read)) pool.network = std::move(p);
    if (!f.describing() && pool.network && pool.network->topology) check_network(f, pool);
    f.shorthand("placement", "kind");
    f.one_of("placement", choices.localities, pool.cluster.placement, "where in the network a gang is put", "anywhere");
    if (f.describing() || pool.network || !pool.cluster.placement) return;
    const std::unique_ptr<Locality> locality = pool.cluster.placement();
    if (locality && locality->needs_network())
        f.problem("placement", "needs racks and leaves, which [cluster.network] states");
}

void cluster(Fields& f, PoolParams& pool, const SiteRegistries& choices)
{
    fields(f, pool.cluster);
    f.shorthand("accelerator", "preset");
    AcceleratorParams accelerator;
    if (f.optional_table("accelerator", "each accelerator of a node; work that states what it computes needs one",
                         [&](Fields& t) { fields(t, accelerator); }))
        pool.accelerator = accelerator;
    fields(f, pool.host);
    f.one_of("power", choices.host_power_laws, pool.host_power, "power of one node over the load of its accelerators");
    check_power(f, pool);
    network(f, pool, choices);
}

void scheduling(Fields& f, PoolParams& pool, const SiteRegistries& choices)
{
    f.kind(choices.schedulers, pool.scheduler, "who starts when", "easy");
    f.one_of("defer", choices.deferrals, pool.deferral, "delays flexible jobs within their slack", "none");
}

void reliability(Fields& f, PoolParams& pool, const SiteRegistries& choices)
{
    fields(f, pool.reliability, choices.lifetimes);
    if (f.describing() || pool.network) return;
    for (const FailureParams& p : pool.reliability.failures)
        if (is_of_network(p.unit))
            f.problem("failures." + p.name, "names a part of the network, which [cluster.network] states");
}

/// What a node draws asleep or waking is compared with its idle power.
void check_sleep(Fields& f, const SleepParams& p, const PoolParams& pool)
{
    if (f.describing() || !pool.host_power) return;
    const Power idle = host_power(pool)->at(0);
    if (p.asleep > idle) f.problem("power", "is more than a node draws idle (nodes would sleep at a loss)");
    if (p.wake_power && *p.wake_power < idle)
        f.problem("wake_power", "is less than a node draws idle (what wakes is on)");
}

void read_node_limits(Fields& f, PoolParams& pool)
{
    f.each("nodes",
           "limits on clocks and caps of some nodes. Jobs that state their work run at the least of their nodes; "
           "services and "
           "jobs of given duration have no such clock",
           [&](const std::string& name, Fields& t) {
               NodeLimitParams p{.name = name};
               fields(t, p);
               if (!t.describing() && p.first >= pool.cluster.nodes)
                   t.problem("first", fmt::format("is beyond the last of {} nodes, which are counted from 0",
                                                  pool.cluster.nodes));
               else if (!t.describing() && p.count && *p.count > pool.cluster.nodes - p.first)
                   t.problem("count", fmt::format("reaches beyond the last of {} nodes", pool.cluster.nodes));
               pool.node_limits.push_back(std::move(p));
           });
    if (f.describing()) return pool.node_limits.clear();
    if (pool.node_limits.empty()) return;
    if (!pool.accelerator)
        f.problem("nodes", "have no clocks to lower (write accelerator = \"...\" in their cluster table)");
}

/// Nodes draw their idle power whatever clocks do, and only work that hardware paces has a clock.
void check_power_cap(Fields& f, const ClockCapParams& p, const PoolParams& pool)
{
    if (f.describing() || !pool.host_power) return;
    if (!pool.accelerator)
        f.problem("limit", "has no clocks to lower (write accelerator = \"...\" in its cluster table)");
    if (shares_cables(pool))
        f.problem("limit", "cannot be held by clocks while gangs slow each other (leave out power_cap or "
                           "cluster.network.contention)");
    const Power idle = pool.cluster.nodes * (pool.sleep ? pool.sleep->asleep : host_power(pool)->at(0));
    if (p.limit < idle)
        f.problem("limit",
                  fmt::format("is below what the nodes draw idle, {:.4g} kW (no clock can keep it)", idle / kW));
}

void control(Fields& f, PoolParams& pool)
{
    SleepParams sleep;
    const auto read = [&](Fields& t) {
        fields(t, sleep);
        check_sleep(t, sleep, pool);
    };
    if (f.optional_table("sleep", "nodes that nobody uses sleep; absent = they stay idle", read)) pool.sleep = sleep;
    ClockCapParams cap;
    const auto read_cap = [&](Fields& t) {
        fields(t, cap);
        check_power_cap(t, cap, pool);
    };
    if (f.optional_table("power_cap", "clocks of jobs that state their work are lowered to keep IT power below a limit",
                         read_cap))
        pool.power_cap = cap;
    read_node_limits(f, pool);
}

} // namespace

std::unique_ptr<HostPower> host_power(const PoolParams& pool)
{
    return pool.host_power(accelerators(pool));
}

std::unique_ptr<Hardware> hardware(const PoolParams& pool)
{
    if (!pool.accelerator) return nullptr;
    const std::unique_ptr<HostPower> law = host_power(pool);
    const NodeAccelerators a = accelerators(pool);
    // A law may state a whole node: at rest it is believed, also where it is less than idle accelerators draw.
    NodeHardwareParams p{.accelerator = *pool.accelerator, .accelerators = a.count, .host = pool.host};
    p.accelerator.idle = std::min(a.idle, law->at(0) / a.count);
    p.host.idle = law->at(0) - a.count * p.accelerator.idle;
    p.host.slope = law->host_slope();
    p.host.cores = pool.cluster.node.cores;
    return make_hardware(p);
}

std::unique_ptr<Network> network(const PoolParams& pool)
{
    if (!pool.network) return nullptr;
    const std::optional<NetworkSize> size = network_size(pool);
    require(size.has_value(), "a network without bandwidth is refused when it is read");
    return std::make_unique<Network>(*pool.network, *size);
}

void fields(Fields& f, PoolParams& pool, const SiteRegistries& choices)
{
    f.table("cluster", "nodes and accelerators", [&](Fields& t) { cluster(t, pool, choices); });
    f.table("scheduling", "order and time of jobs", [&](Fields& t) { scheduling(t, pool, choices); });
    f.table("reliability", "what fails, and how it is repaired; nothing fails unless it is named here",
            [&](Fields& t) { reliability(t, pool, choices); });
    f.table("control", "what is done about power while jobs come and go", [&](Fields& t) { control(t, pool); });
}

} // namespace dcsim
