#pragma once
#include "models/execution/it_power.h"
#include "models/vocabulary/host_power.h"
#include "models/vocabulary/placement.h"
#include "sim/engine/meter.h"
#include <array>
#include <cstdint>
#include <vector>

namespace dcsim {

/// A job's load on the nodes of its gang, and what it has been charged.
struct LoadShare {
    double utilisation{0};  ///< of the accelerators held; the load of a node is a whole number, to a billionth
    NanoWatts above_idle{}; ///< that the gang draws whatever the law of the nodes
    Int128 energy_e18{0};   ///< nW ns; complete once the job has left
};

/// Power of every node of a pool and whose it is: per job + idle + unallocated + network = IT energy, exactly, for any
/// law.
///
/// A node's idle power is shared by the accelerators held; what nobody holds on a partly used node is unallocated, and
/// all of it where jobs hold cores alone: these pay what they add, which leaves others' shares as they are. What
/// the node draws above idle by its law is shared by accelerators times utilisation; what a gang draws by its own
/// demand is its own. Each node keeps the energy above idle per
/// unit of that weight as an integer that only grows, a virtual clock: a job is charged the difference between its end
/// and its start, so that a start or an end costs one visit per node however many jobs share it. Remainders of the
/// integer divisions (below 1e-8 J each) go to unallocated.
class HostLoads {
public:
    /// `switches` draw the same whatever runs, beside the nodes and their supplies. Everything is added to `site`,
    /// which outlives this, like the law.
    HostLoads(ItPower& site, const HostPower& law, std::uint32_t nodes, std::uint32_t milli_accelerators_per_node,
              Power switches = {});

    void join(Time now, const Gang& gang, LoadShare& share);
    void leave(Time now, const Gang& gang, LoadShare& share);
    /// The same as to leave and to join with the load of `to`, in one visit per node; returns what the gang had been
    /// charged by then.
    Int128 reload(Time now, const Gang& gang, LoadShare& share, const LoadShare& to);
    /// A node that nobody uses draws this instead of its idle power from now on; its idle power turns it back on.
    void unused_draws(Time now, std::uint32_t node, NanoWatts power);
    /// What `share` will have been charged if it leaves at `now`; changes nothing.
    Int128 charged_e18(Time now, const Gang& gang, const LoadShare& share) const;

    NanoWatts power() const { return it_.level(); }
    NanoWatts idle() const { return {idle_nw_}; } ///< of one node
    Int128 it_e18(Time now) const { return it_.total_e18(now); }
    Int128 idle_e18(Time now) const;                                            ///< of nodes that nobody uses
    Int128 unallocated_e18(Time now) const;                                     ///< of the unused part of nodes in use
    Int128 network_e18(Time now) const { return Int128{network_nw_} * now.ns; } ///< of switches
    Int128 supply_loss_e18(Time now) const { return supply_loss_.total_e18(now); } ///< not part of IT energy

    void state(Archive& archive);

private:
    /// The same change makes those that are alike in this alike again.
    struct Drawing {
        Time since{};
        std::int64_t above_idle_nw{0};
        std::int64_t weight{0};    ///< milli-accelerators times utilisation in ppm
        std::int64_t direct_nw{0}; ///< that gangs draw here whatever the law
        std::int64_t supply_loss_nw{0};
        std::uint32_t gangs{0}; ///< that hold some of it
        friend bool operator==(const Drawing&, const Drawing&) = default;
    };
    /// One cache line: a start or an end looks at all of it.
    struct alignas(64) Node : Drawing {
        Int128 clock_e18{0}; ///< energy above idle per unit of weight
    };

    struct Change {
        std::int64_t weight, direct_nw;
    };
    /// What nodes of a gang share its own draw by: its accelerators, or its cores where it holds none.
    struct Split {
        Split(const Gang& gang, NanoWatts own)
        {
            if (own != NanoWatts{}) find(gang); // else nothing is split
        }
        std::int64_t of(const NodeRun& run) const { return by_cores ? run.cores : run.milli_accelerators; }
        bool by_cores{false};
        std::int64_t all{1};

    private:
        void find(const Gang& gang);
    };
    /// What a gang with this share adds to each node of one of its runs.
    inline static Change on_each_node(const NodeRun& run, const LoadShare& share, const Split& split);
    /// Of a node: of its power by law, and of the loss of its supply.
    struct Repowered {
        std::int64_t by_law{0}, lost{0};
    };
    enum class Gangs : std::int8_t { one_more = 1, one_less = -1 };
    template <Gangs gangs> Int128 change(Time now, const Gang& gang, const LoadShare& share);
    // Those that are inline are defined where alone they are called, beside the others.
    inline void settle(Node& node, Time now);
    inline Repowered repower(Drawing& node);
    inline std::int64_t law_above_idle(std::int64_t weight);
    inline std::int64_t law_supply_loss(std::int64_t drawn_nw);
    inline void draw(Time now, std::int64_t change_nw);
    inline Int128 idle_clock_e18(Time now) const;

    ItPower& site_;
    const HostPower& law_;
    std::uint32_t milli_per_node_;
    std::int64_t idle_nw_;                          ///< of one node
    std::int64_t idle_nw_per_milli_, idle_nw_rest_; ///< of each of its milli-accelerators, and of all together
    std::int64_t network_nw_;
    std::vector<Node> nodes_;
    std::vector<std::int64_t> unused_nw_; ///< what each node draws while nobody uses it
    Meter it_, supply_loss_;
    Meter idle_in_use_;          ///< idle power of the nodes that somebody uses
    Meter unused_beyond_idle_;   ///< mostly below 0: of nodes that sleep
    std::int64_t held_milli_{0}; ///< on all nodes
    Int128 idle_offset_e18_{0};  ///< idle energy that jobs pay, less what those held now would from the start on
    Int128 remainders_e18_{0};
    /// A law at the arguments that it was asked for lately. Most nodes hold whole accelerators, which leaves few loads.
    class KnownValues {
    public:
        template <class Law> std::int64_t at(std::int64_t argument, const Law& law)
        {
            constexpr std::uint64_t golden = 0x9e3779b97f4a7c15; // spreads neighbours [Knuth, TAOCP 3, 6.4]
            Known& known = values_[(static_cast<std::uint64_t>(argument) * golden) >> (64 - bits)];
            if (known.argument != argument) known = {argument, law(argument)};
            return known.value;
        }

    private:
        static constexpr int bits = 6;
        struct Known {
            std::int64_t argument{INT64_MIN}, value{0};
        };
        std::array<Known, 1 << bits> values_{};
    };
    KnownValues above_idle_, supply_loss_of_;
};

} // namespace dcsim
