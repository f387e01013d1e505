#include "models/execution/host_loads.h"
#include "sim/numerics/elementary.h"
#include <utility>

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

/// Energy above idle of a node between its last settlement and `now`, per unit of weight. The power is divided first:
/// mostly nothing is left over, and 128 bits need no division.
Parts parts(std::int64_t nanowatts, Span time, std::int64_t weight)
{
    if (weight == 0) return {0, Int128{nanowatts} * time.ns};
    const Int128 whole = Int128{nanowatts / weight} * time.ns;
    const Int128 rest = Int128{nanowatts % weight} * time.ns;
    if (rest == 0) return {whole, 0};
    const Int128 of_rest = rest / weight;
    return {whole + of_rest, rest - of_rest * weight};
}

} // namespace

HostLoads::HostLoads(ItPower& site, const HostPower& law, std::uint32_t nodes,
                     std::uint32_t milli_accelerators_per_node, Power switches)
    : site_{site},
      law_{law},
      milli_per_node_{milli_accelerators_per_node},
      idle_nw_{nanowatts(law.at(0)).value},
      idle_nw_per_milli_{idle_nw_ / milli_per_node_},
      idle_nw_rest_{idle_nw_ % milli_per_node_},
      network_nw_{nanowatts(switches).value},
      nodes_(nodes, Node{{.supply_loss_nw = nanowatts(law.supply_loss(law.at(0))).value}}),
      unused_nw_(nodes, idle_nw_)
{
    supply_loss_.add(Time{}, {nodes_.front().supply_loss_nw * nodes});
    draw(Time{}, idle_nw_ * nodes + network_nw_);
}

/// Idle energy per milli-accelerator since the start: the same for every node, whatever runs where.
Int128 HostLoads::idle_clock_e18(Time now) const
{
    const Int128 whole = Int128{idle_nw_per_milli_} * now.ns;
    // mostly no rest: idle powers are round numbers
    return idle_nw_rest_ == 0 ? whole : whole + Int128{idle_nw_rest_} * now.ns / milli_per_node_;
}

void HostLoads::Split::find(const Gang& gang)
{
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
    share.energy_e18 -= change<Gangs::one_more>(now, gang, share);
}

void HostLoads::leave(Time now, const Gang& gang, LoadShare& share)
{
    share.energy_e18 += change<Gangs::one_less>(now, gang, share);
}

/// The gang comes to its nodes or goes from them. Returns what the clocks show by then for its share.
template <HostLoads::Gangs gangs> Int128 HostLoads::change(Time now, const Gang& gang, const LoadShare& share)
{
    constexpr auto sign = static_cast<std::int64_t>(gangs);
    const Split split{gang, share.above_idle};
    Int128 shown = Int128{share.above_idle.value} * now.ns;
    std::int64_t drawn = sign * share.above_idle.value, lost = 0, milli = 0;
    for (const NodeRun& run : gang.runs) {
        const Change each = on_each_node(run, share, split);
        for (std::uint32_t i = 0; i < run.count; ++i) {
            Node& node = nodes_[run.first + i];
            settle(node, now);
            shown += each.weight * node.clock_e18;
            const bool was_used = node.gangs > 0;
            node.gangs += static_cast<std::uint32_t>(sign);
            if (was_used != (node.gangs > 0)) idle_in_use_.add(now, {sign * idle_nw_});
            node.weight += sign * each.weight;
            node.direct_nw += sign * each.direct_nw;
            const Repowered change = repower(node);
            drawn += change.by_law;
            lost += change.lost;
        }
        milli += std::int64_t{run.count} * run.milli_accelerators;
    }
    if (lost != 0) supply_loss_.add(now, {lost});
    draw(now, drawn);
    const Int128 idle = milli * idle_clock_e18(now);
    held_milli_ += sign * milli;
    idle_offset_e18_ += gangs == Gangs::one_more ? -idle : idle;
    return shown + idle;
}

/// The nodes of a gang mostly are alike, so that what happens to one happens to the next.
Int128 HostLoads::reload(Time now, const Gang& gang, LoadShare& share, const LoadShare& to)
{
    const Int128 idle = gang.milli_accelerators() * idle_clock_e18(now);
    const Split before_split{gang, share.above_idle}, after_split{gang, to.above_idle};
    Int128 charged = share.energy_e18 + Int128{share.above_idle.value} * now.ns + idle;
    Int128 energy = -Int128{to.above_idle.value} * now.ns - idle;
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

Int128 HostLoads::idle_e18(Time now) const
{
    const Int128 all = Int128{idle_nw_} * static_cast<std::int64_t>(nodes_.size()) * now.ns;
    return all - idle_in_use_.total_e18(now) + unused_beyond_idle_.total_e18(now);
}

Int128 HostLoads::unallocated_e18(Time now) const
{
    const Int128 held = idle_offset_e18_ + held_milli_ * idle_clock_e18(now);
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

void HostLoads::unused_draws(Time now, std::uint32_t index, NanoWatts power)
{
    Node& node = nodes_[index];
    require(node.gangs == 0, "a node that is used is idle at least");
    const std::int64_t change = power.value - std::exchange(unused_nw_[index], power.value);
    unused_beyond_idle_.add(now, {change});
    draw(now, change);
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
    archive("nodes", nodes_)("unused", unused_nw_)("it", it_)("supply loss", supply_loss_);
    archive("idle in use", idle_in_use_)("unused beyond idle", unused_beyond_idle_)("held", held_milli_);
    archive("idle offset", idle_offset_e18_)("remainders", remainders_e18_);
}

} // namespace dcsim
