#include "models/execution/host_loads.h"
#include "sim/numerics/elementary.h"

namespace dcsim {

namespace {

constexpr double full_ppm = 1e6;

/// What a gang loads each node of a run with: exactly where its utilisation has six decimals, as people write it, or is
/// the part of a node that an exclusive job uses.
std::int64_t weight_of(const NodeRun& run, double utilisation)
{
    return nearest_whole(utilisation * (full_ppm * run.milli_accelerators));
}

struct Parts {
    Int128 per_weight, remainder;
};

/// Energy above idle of a node between its last settlement and `now`, per unit of weight.
Parts parts(std::int64_t nanowatts, Span time, std::int64_t weight)
{
    if (weight == 0) return {0, Int128{nanowatts} * time.ns};
    const Int128 energy = Int128{nanowatts} * time.ns;
    const Int128 per_weight = energy / weight;
    return {per_weight, energy - per_weight * weight};
}

} // namespace

HostLoads::HostLoads(ItPower& site, const HostPower& law, std::uint32_t nodes,
                     std::uint32_t milli_accelerators_per_node, Power switches)
    : site_{site},
      law_{law},
      milli_per_node_{milli_accelerators_per_node},
      idle_nw_{nanowatts(law.at(0)).value},
      network_nw_{nanowatts(switches).value},
      nodes_(nodes, Node{{.supply_loss_nw = nanowatts(law.supply_loss(law.at(0))).value, .unused_nw = idle_nw_}})
{
    const NanoWatts all{idle_nw_ * nodes};
    supply_loss_.add(Time{}, {nodes_.front().supply_loss_nw * nodes});
    draw(Time{}, all.value + network_nw_);
    idle_.add(Time{}, all);
}

/// Idle energy per milli-accelerator since the start: the same for every node, whatever runs where.
Int128 HostLoads::idle_clock_e18(Time now) const
{
    if (now == idle_clock_at_) return idle_clock_e18_; // starts follow ends at one instant
    const Int128 whole = Int128{idle_nw_ / milli_per_node_} * now.ns;
    const std::int64_t rest = idle_nw_ % milli_per_node_; // mostly none: idle powers are round numbers
    return rest == 0 ? whole : whole + Int128{rest} * now.ns / milli_per_node_;
}

void HostLoads::hold(Time now, Int128 idle_clock_e18, std::int64_t milli_accelerators)
{
    idle_held_e18_ += held_milli_ * (idle_clock_e18 - idle_clock_e18_);
    idle_clock_e18_ = idle_clock_e18;
    idle_clock_at_ = now;
    held_milli_ += milli_accelerators;
}

HostLoads::Split::Split(const Gang& gang, NanoWatts own)
{
    if (own == NanoWatts{}) return; // nothing is split
    all = gang.milli_accelerators();
    if (all > 0) return;
    by_cores = true;
    for (const NodeRun& run : gang.runs) all += std::int64_t{run.count} * run.cores;
    require(all > 0, "a gang that draws by itself holds accelerators or cores");
}

HostLoads::Change HostLoads::on_each_node(const NodeRun& run, const LoadShare& share, const Split& split)
{
    const std::int64_t weight = weight_of(run, share.utilisation);
    if (share.above_idle == NanoWatts{}) return {weight, 0};
    return {weight, static_cast<std::int64_t>(Int128{share.above_idle.value} * split.of(run) / split.all)};
}

void HostLoads::join(Time now, const Gang& gang, LoadShare& share)
{
    const Int128 idle_clock = idle_clock_e18(now);
    const Split split{gang, share.above_idle};
    std::int64_t drawn = share.above_idle.value;
    for (const NodeRun& run : gang.runs) {
        const Change each = on_each_node(run, share, split);
        for (std::uint32_t i = 0; i < run.count; ++i) {
            Node& node = nodes_[run.first + i];
            drawn += change(now, node, each, Gangs::one_more);
            share.energy_e18 -= each.weight * node.clock_e18;
        }
        const std::int64_t milli = std::int64_t{run.count} * run.milli_accelerators;
        share.energy_e18 -= milli * idle_clock;
        hold(now, idle_clock, milli);
    }
    draw(now, drawn);
    share.energy_e18 -= Int128{share.above_idle.value} * now.ns;
}

void HostLoads::leave(Time now, const Gang& gang, LoadShare& share)
{
    const Int128 idle_clock = idle_clock_e18(now);
    const Split split{gang, share.above_idle};
    std::int64_t drawn = -share.above_idle.value;
    for (const NodeRun& run : gang.runs) {
        const Change each = on_each_node(run, share, split);
        for (std::uint32_t i = 0; i < run.count; ++i) {
            Node& node = nodes_[run.first + i];
            drawn += change(now, node, {-each.weight, -each.direct_nw}, Gangs::one_less);
            share.energy_e18 += each.weight * node.clock_e18;
        }
        const std::int64_t milli = std::int64_t{run.count} * run.milli_accelerators;
        share.energy_e18 += milli * idle_clock;
        hold(now, idle_clock, -milli);
    }
    draw(now, drawn);
    share.energy_e18 += Int128{share.above_idle.value} * now.ns;
}

/// The nodes of a gang mostly are alike, so that what happens to one happens to the next.
Int128 HostLoads::reload(Time now, const Gang& gang, LoadShare& share, const LoadShare& to)
{
    const std::int64_t of_gang = gang.milli_accelerators();
    const Split before_split{gang, share.above_idle}, after_split{gang, to.above_idle};
    Int128 charged = share.energy_e18 + Int128{share.above_idle.value} * now.ns + of_gang * idle_clock_e18(now);
    Int128 energy = -Int128{to.above_idle.value} * now.ns - of_gang * idle_clock_e18(now);
    std::int64_t drawn = to.above_idle.value - share.above_idle.value, lost = 0;
    for (const NodeRun& run : gang.runs) {
        const Change before = on_each_node(run, share, before_split), after = on_each_node(run, to, after_split);
        Drawing was, is;
        Parts part{};
        Repowered change;
        for (std::uint32_t i = 0; i < run.count; ++i) {
            Node& node = nodes_[run.first + i];
            if (i == 0 || node != was) {
                was = is = node;
                part = parts(node.above_idle_nw, now - node.since, node.weight);
                is.since = now;
                is.weight += after.weight - before.weight;
                is.direct_nw += after.direct_nw - before.direct_nw;
                change = repower(is);
            }
            static_cast<Drawing&>(node) = is;
            node.clock_e18 += part.per_weight;
            remainders_e18_ += part.remainder;
            charged += before.weight * node.clock_e18;
            energy -= after.weight * node.clock_e18;
            drawn += change.by_law;
            lost += change.lost;
        }
    }
    supply_loss_.add(now, {lost});
    draw(now, drawn);
    share = {to.utilisation, to.above_idle, charged + energy};
    return charged;
}

Int128 HostLoads::charged_e18(Time now, const Gang& gang, const LoadShare& share) const
{
    const Int128 idle_clock = idle_clock_e18(now);
    Int128 energy = share.energy_e18 + Int128{share.above_idle.value} * now.ns;
    for (const NodeRun& run : gang.runs) {
        const std::int64_t weight = weight_of(run, share.utilisation);
        for (std::uint32_t i = 0; i < run.count; ++i) {
            const Node& node = nodes_[run.first + i];
            energy += weight * (node.clock_e18 + parts(node.above_idle_nw, now - node.since, node.weight).per_weight);
        }
        energy += std::int64_t{run.count} * run.milli_accelerators * idle_clock;
    }
    return energy;
}

Int128 HostLoads::unallocated_e18(Time now) const
{
    const Int128 held = idle_held_e18_ + held_milli_ * (idle_clock_e18(now) - idle_clock_e18_);
    Int128 energy = idle_in_use_.total_e18(now) - held + remainders_e18_;
    for (const Node& node : nodes_)
        if (node.gangs > 0) energy += parts(node.above_idle_nw, now - node.since, node.weight).remainder;
    return energy;
}

void HostLoads::settle(Node& node, Time now)
{
    if (node.above_idle_nw != 0) {
        const Parts part = parts(node.above_idle_nw, now - node.since, node.weight);
        node.clock_e18 += part.per_weight;
        remainders_e18_ += part.remainder;
    }
    node.since = now;
}

std::int64_t HostLoads::change(Time now, Node& node, const Change& by, Gangs gangs)
{
    settle(node, now);
    const bool was_used = node.gangs > 0;
    node.weight += by.weight;
    gangs == Gangs::one_more ? ++node.gangs : --node.gangs;
    node.direct_nw += by.direct_nw;
    const bool is_used = node.gangs > 0;
    if (was_used != is_used) {
        idle_.add(now, {is_used ? -idle_nw_ : idle_nw_});
        idle_in_use_.add(now, {is_used ? idle_nw_ : -idle_nw_});
    }
    const Repowered change = repower(node);
    if (change.lost != 0) supply_loss_.add(now, {change.lost});
    return change.by_law;
}

void HostLoads::unused_draws(Time now, std::uint32_t index, NanoWatts power)
{
    Node& node = nodes_[index];
    require(node.gangs == 0, "a node that is used is idle at least");
    idle_.add(now, {power.value - node.unused_nw});
    draw(now, power.value - node.unused_nw);
    node.unused_nw = power.value;
    const std::int64_t loss = law_supply_loss(power.value);
    supply_loss_.add(now, {loss - node.supply_loss_nw});
    node.supply_loss_nw = loss;
}

std::int64_t HostLoads::law_above_idle(std::int64_t weight)
{
    if (weight == 0) return 0;
    return above_idle_.at(weight, [this](std::int64_t w) {
        const double load = static_cast<double>(w) / (full_ppm * milli_per_node_);
        return nanowatts(law_.at(load)).value - idle_nw_;
    });
}

std::int64_t HostLoads::law_supply_loss(std::int64_t drawn_nw)
{
    return supply_loss_of_.at(drawn_nw, [this](std::int64_t nanowatts_drawn) {
        return nanowatts(law_.supply_loss(::dcsim::power(NanoWatts{nanowatts_drawn}))).value;
    });
}

HostLoads::Repowered HostLoads::repower(Drawing& node)
{
    const std::int64_t above_idle = law_above_idle(node.weight);
    const std::int64_t supply_loss = law_supply_loss(idle_nw_ + above_idle + node.direct_nw);
    const Repowered change{above_idle - node.above_idle_nw, supply_loss - node.supply_loss_nw};
    node.above_idle_nw = above_idle;
    node.supply_loss_nw = supply_loss;
    return change;
}

void HostLoads::draw(Time now, std::int64_t change_nw)
{
    if (change_nw == 0) return;
    it_.add(now, {change_nw});
    site_.add(now, change_nw);
}

void HostLoads::state(Archive& archive)
{
    archive("nodes", nodes_)("it", it_)("idle", idle_)("idle in use", idle_in_use_);
    archive("idle held", idle_held_e18_)("idle clock", idle_clock_e18_)("held", held_milli_);
    archive("remainders", remainders_e18_)("supply loss", supply_loss_);
    if (archive.restoring()) idle_clock_at_ = Time{-1};
}

} // namespace dcsim
