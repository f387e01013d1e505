#pragma once
#include "models/control/power_cap.h"
#include "models/vocabulary/job.h"
#include "models/vocabulary/placement.h"
#include <map>
#include <tuple>

namespace dcsim {

/// Of a job: beyond the end of any run, and within what a clock holds.
inline constexpr Seconds longest_job = 100 * 365 * day;

/// A stretch of work on hardware.
struct PacedStretch {
    Seconds at_rest{};           ///< for each job, whatever its scale
    Seconds saving{}, running{}; ///< in proportion to the scale
    Seconds save{};              ///< of all copies, once
    Pace pace{};                 ///< of one iteration of one copy
    Load load{};                 ///< of the whole gang while it runs
};

/// The best way of a work on hardware.
struct PacedWork {
    std::vector<PacedStretch> stretches{};
    Operating operating{};
    std::size_t way{0};
    Seconds time{};
    Energy energy{}; ///< of the gang with its share of idle servers
};

/// Turns work into segments: how long each stretch takes, what it draws, and what that is charged to.
class Pacing {
public:
    /// Without a network every gang has the accelerators' own links between servers.
    explicit Pacing(const Hardware& hardware, Interconnect* network = nullptr);

    /// What the request gets if it is placed on as few nodes as possible, the first of the cluster.
    Allocation nominal(const ResourceRequest& request) const;
    Allocation nominal(const JobSpec& job) const; ///< with what it holds besides
    /// What the gang has.
    Allocation of(const Gang& gang, const ResourceRequest& request) const;
    enum class Saves : std::uint8_t { as_stated, by_rule };
    /// Remembered by (workload, amount.work, allocation); `work` is what those two name. The saves that the work states
    /// are left out where a rule says when it saves.
    Segments segments(WorkloadId workload, const WorkAmount& amount, const Work& work, const Allocation& on,
                      Saves saves = Saves::as_stated);
    struct ClockRange {
        Operating most{}; ///< that its nodes allow
        double least{1};  ///< over the highest
        double left{1};   ///< of the rate at which it sends alone, by what of the network is up
        auto operator<=>(const ClockRange&) const = default;
    };
    /// How a gang may run one of its segments, from the clock that is chosen for its work, or the highest in the range,
    /// down to the lowest, by hundredths of the highest. Speeds are over that at the clock chosen. Remembered, and
    /// lives as long as this.
    const Ladder& ladder(WorkloadId workload, const WorkAmount& amount, const Work& work, const Allocation& on,
                         std::uint16_t stretch, const ClockRange& range);
    /// What a gang sends in each iteration of one of its segments.
    std::vector<Sending> sendings(WorkloadId workload, const WorkAmount& amount, const Work& work, const Allocation& on,
                                  std::uint16_t stretch);
    /// A segment as its nodes allow it, while others leave the gang so much of the rate at which it sends alone; with
    /// all of that, and no limit, as it is by itself.
    PacedStretch beside_others(WorkloadId workload, const WorkAmount& amount, const Work& work, Allocation on,
                               std::uint16_t stretch, double left, const Operating& most);
    /// Time of one save of the work's largest state.
    Seconds save(WorkloadId workload, const WorkAmount& amount, const Work& work, const Allocation& on);
    /// Why the work cannot run on this hardware, whatever the allocation.
    std::optional<std::string> refusal(const Work& work) const;
    /// Why no job may take as long as this one does on such a gang; the work is not refused.
    std::optional<std::string> excess(WorkloadId workload, const WorkAmount& amount, const Work& work,
                                      const Allocation& on);
    /// The work at scale 1; it is not refused. Of all ways and operating points the one with the least weighted sum of
    /// energy and time.
    PacedWork pace(const Work& work, const Allocation& on) const;

private:
    using Key = std::tuple<WorkloadId, std::uint32_t, Allocation>;

    double cores(const ResourceRequest& request) const;
    GangShape shape(std::span<const NodeGroup> nodes) const;
    static Allocation of_one_copy(const Stretch& stretch, const Allocation& on);
    const PacedWork& known(WorkloadId workload, const WorkAmount& amount, const Work& work, const Allocation& on);
    std::optional<std::string> refusal(const Way& way) const;
    PacedWork pace(const Way& way, const Allocation& on, const Operating& operating) const;
    PacedStretch pace(const Stretch& stretch, const Allocation& on, const Operating& operating) const;
    Load load_of(const Pace& pace, const Stretch& stretch, const Allocation& on) const;

    const Hardware& hardware_;
    Interconnect* network_;
    Load at_rest_; ///< of accelerators that do nothing
    std::map<Key, PacedWork> known_;
    std::map<std::tuple<Key, std::uint16_t, ClockRange>, Ladder> ladders_;
};

/// The nodes of a gang in its order.
std::vector<NodeGroup> nodes_in_order(const Gang& gang);
/// The load of a gang that holds accelerators of this hardware and does nothing.
Load load_at_rest(const Hardware& hardware);

} // namespace dcsim
