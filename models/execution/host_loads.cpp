#include "models/execution/host_loads.h"

namespace dcsim {

namespace {

constexpr double full_ppm = 1e6;

struct Split {
    Int128 per_weight, remainder;
};

/// Energy above idle of a node between its last settlement and `now`, per unit of weight.
Split split(std::int64_t nanowatts, Span time, std::int64_t weight)
{
    if (weight == 0) return {0, Int128{nanowatts} * time.ns};
    const Int128 energy = Int128{nanowatts} * time.ns;
    const Int128 per_weight = energy / weight;
    return {per_weight, energy - per_weight * weight};
}

} // namespace

HostLoads::HostLoads(const HostPower& law, std::uint32_t nodes, std::uint32_t milli_accelerators_per_node,
                     Power switches)
    : law_{law},
      milli_per_node_{milli_accelerators_per_node},
      idle_nw_{nanowatts(law.at(0)).value},
      network_nw_{nanowatts(switches).value},
      nodes_(nodes, Node{.supply_loss_nw = nanowatts(law.supply_loss(law.at(0))).value})
{
    const NanoWatts all{idle_nw_ * nodes};
    supply_loss_.add(Time{}, {nodes_.front().supply_loss_nw * nodes});
    it_.add(Time{}, {all.value + network_nw_});
    idle_.add(Time{}, all);
}

/// Idle energy per milli-accelerator since the start: the same for every node, whatever runs where.
Int128 HostLoads::idle_clock_e18(Time now) const
{
    return Int128{idle_nw_} * now.ns / milli_per_node_;
}

void HostLoads::hold(Int128 idle_clock_e18, std::int64_t milli_accelerators)
{
    idle_held_e18_ += held_milli_ * (idle_clock_e18 - idle_clock_e18_);
    idle_clock_e18_ = idle_clock_e18;
    held_milli_ += milli_accelerators;
}

HostLoads::Change HostLoads::on_each_node(const NodeRun& run, const LoadShare& share, std::int64_t milli_accelerators)
{
    const Int128 direct = Int128{share.above_idle.value} * run.milli_accelerators / milli_accelerators;
    return {std::int64_t{run.milli_accelerators} * share.utilisation_ppm, run.milli_accelerators,
            static_cast<std::int64_t>(direct)};
}

void HostLoads::join(Time now, const Gang& gang, LoadShare& share)
{
    const Int128 idle_clock = idle_clock_e18(now);
    const std::int64_t of_gang = gang.milli_accelerators();
    for (const NodeRun& run : gang.runs) {
        const Change each = on_each_node(run, share, of_gang);
        for (std::uint32_t i = 0; i < run.count; ++i) {
            Node& node = nodes_[run.first + i];
            change(now, node, each);
            share.energy_e18 -= each.weight * node.clock_e18;
        }
        const std::int64_t milli = std::int64_t{run.count} * run.milli_accelerators;
        share.energy_e18 -= milli * idle_clock;
        hold(idle_clock, milli);
    }
    draw(now, share.above_idle.value);
    share.energy_e18 -= Int128{share.above_idle.value} * now.ns;
}

void HostLoads::leave(Time now, const Gang& gang, LoadShare& share)
{
    const Int128 idle_clock = idle_clock_e18(now);
    const std::int64_t of_gang = gang.milli_accelerators();
    for (const NodeRun& run : gang.runs) {
        const Change each = on_each_node(run, share, of_gang);
        for (std::uint32_t i = 0; i < run.count; ++i) {
            Node& node = nodes_[run.first + i];
            change(now, node, {-each.weight, -each.held, -each.direct_nw});
            share.energy_e18 += each.weight * node.clock_e18;
        }
        const std::int64_t milli = std::int64_t{run.count} * run.milli_accelerators;
        share.energy_e18 += milli * idle_clock;
        hold(idle_clock, -milli);
    }
    draw(now, -share.above_idle.value);
    share.energy_e18 += Int128{share.above_idle.value} * now.ns;
}

Int128 HostLoads::charged_e18(Time now, const Gang& gang, const LoadShare& share) const
{
    const Int128 idle_clock = idle_clock_e18(now);
    Int128 energy = share.energy_e18 + Int128{share.above_idle.value} * now.ns;
    for (const NodeRun& run : gang.runs) {
        const std::int64_t weight = std::int64_t{run.milli_accelerators} * share.utilisation_ppm;
        for (std::uint32_t i = 0; i < run.count; ++i) {
            const Node& node = nodes_[run.first + i];
            energy += weight * (node.clock_e18 + split(node.above_idle_nw, now - node.since, node.weight).per_weight);
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
        if (node.held > 0) energy += split(node.above_idle_nw, now - node.since, node.weight).remainder;
    return energy;
}

double HostLoads::square_integral(Time now) const
{
    const double watts = ::dcsim::power(power()).si();
    return square_integral_ + watts * watts * seconds(now - squared_until_).si();
}

void HostLoads::settle(Node& node, Time now)
{
    if (node.above_idle_nw != 0) {
        const Split part = split(node.above_idle_nw, now - node.since, node.weight);
        node.clock_e18 += part.per_weight;
        remainders_e18_ += part.remainder;
    }
    node.since = now;
}

void HostLoads::change(Time now, Node& node, const Change& by)
{
    settle(node, now);
    const bool was_used = node.held > 0;
    node.weight += by.weight;
    node.held = static_cast<std::uint32_t>(node.held + by.held);
    node.direct_nw += by.direct_nw;
    const bool is_used = node.held > 0;
    if (was_used != is_used) {
        idle_.add(now, {is_used ? -idle_nw_ : idle_nw_});
        idle_in_use_.add(now, {is_used ? idle_nw_ : -idle_nw_});
    }
    repower(now, node);
}

void HostLoads::repower(Time now, Node& node)
{
    const double load = static_cast<double>(node.weight) / (full_ppm * milli_per_node_);
    const std::int64_t above_idle = node.weight == 0 ? 0 : nanowatts(law_.at(load)).value - idle_nw_;
    draw(now, above_idle - node.above_idle_nw);
    node.above_idle_nw = above_idle;
    const Power drawn = ::dcsim::power(NanoWatts{idle_nw_ + above_idle + node.direct_nw});
    const std::int64_t supply_loss = nanowatts(law_.supply_loss(drawn)).value;
    supply_loss_.add(now, {supply_loss - node.supply_loss_nw});
    node.supply_loss_nw = supply_loss;
}

void HostLoads::draw(Time now, std::int64_t change_nw)
{
    if (change_nw == 0) return;
    if (now > squared_until_) {
        square_integral_ = square_integral(now);
        squared_until_ = now;
    }
    it_.add(now, {change_nw});
}

void HostLoads::state(Archive& archive)
{
    archive("nodes", nodes_)("it", it_)("idle", idle_)("idle in use", idle_in_use_);
    archive("idle held", idle_held_e18_)("idle clock", idle_clock_e18_)("held", held_milli_);
    archive("remainders", remainders_e18_)("supply loss", supply_loss_);
    archive("squared until", squared_until_)("square integral", square_integral_);
}

} // namespace dcsim
