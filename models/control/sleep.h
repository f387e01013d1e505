#pragma once
#include "sim/base/archive.h"
#include "sim/base/time.h"
#include "sim/base/units.h"
#include "sim/config/fields.h"
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace dcsim {

/// When nodes that nobody uses go to sleep, and what it takes to wake them.
struct SleepParams {
    Span after{600'000'000'000};     ///< without use
    Power asleep{};                  ///< of one node
    Span wake{60'000'000'000};       ///< before it can work
    std::optional<Power> wake_power; ///< of one node meanwhile; absent: its idle power
    std::uint32_t keep_awake{0};     ///< so many unused nodes stay awake
};
void fields(Fields& f, SleepParams& p);

/// Which nodes sleep. Unused nodes fall asleep in the order in which they were last used, each after its time, as long
/// as more than those to keep are awake. Nodes are awake and unused at the start.
class SleepingNodes {
public:
    SleepingNodes(const SleepParams& params, std::uint32_t nodes);

    /// Somebody uses the node from now on; returns whether it was asleep.
    bool use(std::uint32_t node);
    void leave(Time now, std::uint32_t node); ///< nobody uses it any more
    /// A node that was asleep works from `awake` on, whoever uses it.
    void wakes(std::uint32_t node, Time awake) { nodes_[node].awake = awake; }
    Time awake(std::uint32_t node) const { return nodes_[node].awake; } ///< since when it works, or when it will
    /// When the next node falls asleep, should nothing change until then; not before `now`.
    std::optional<Time> next(Time now) const;
    /// A node that falls asleep by now, if there is one.
    std::optional<std::uint32_t> fall_asleep(Time now);

    std::uint32_t asleep() const { return asleep_; }
    void state(Archive& archive);

private:
    struct Unused {
        Time since{};
        std::uint32_t node{0};
        std::uint32_t turn{0}; ///< of the node's uses; an older one is over
    };
    enum class Status : std::uint8_t { used, unused, asleep };
    struct Node {
        Status status{Status::unused};
        std::uint32_t turn{0};
        Time awake{};
    };
    bool over(const Unused& unused) const;
    void forget_what_is_over();

    Span after_;
    std::uint32_t keep_awake_;
    std::vector<Node> nodes_;
    std::deque<Unused> queue_; ///< the front is not over
    std::uint32_t unused_, asleep_{0};
};

} // namespace dcsim
