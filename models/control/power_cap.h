#pragma once
#include "models/vocabulary/job.h"
#include "sim/config/fields.h"
#include "sim/engine/meter.h"
#include <map>
#include <vector>

namespace dcsim {

/// A limit on the IT power of a cluster, and how far clocks may be lowered for it.
struct ClockCapParams {
    Power limit{};
    double least_clock{0.3}; ///< over the highest
};
void fields(Fields& f, ClockCapParams& p);

/// How a gang runs a stretch of work at one clock.
struct Rung {
    double clock{1}; ///< over the highest
    double speed{1}; ///< over that of the first rung
    Load load{};     ///< of the whole gang
};

/// Ways to run a stretch of work: first the one that the job has without a limit, then lower clocks, each of which
/// draws less than the one before.
using Ladder = std::vector<Rung>;

/// Keeps IT power at or below a limit by lowering clocks of gangs.
///
/// What the limit leaves above all other power is shared max-min among gangs by accelerators: no accelerator gets more
/// for its dynamic power as long as another that wants it gets less. Each gang runs at the highest clock whose draw its
/// share covers, or at its lowest, so that power stays below the limit by what a step of the clock draws. The clocks
/// are a function of who runs and of the power of all others, not of what was before: what is released is given back
/// whole.
class PowerCap {
public:
    explicit PowerCap(Power limit) : limit_{nanowatts(limit)} {}

    /// A gang begins a stretch, on the first rung of `ladder`, which outlives its membership; or goes on with it on
    /// another one, after a save. LogicError if it is a member.
    /// `unused` of its accelerators are held besides and draw nothing that clocks change.
    void join(JobId job, const Ladder& ladder, std::uint32_t accelerators, std::size_t rung = 0,
              std::uint32_t unused = 0);
    void leave(JobId job); ///< nothing happens if it is no member

    struct Change {
        JobId job;
        const Rung* rung;
    };
    /// The members whose clocks change when IT draws `power` with them as they are, by id. They run so from now on.
    std::vector<Change> share(NanoWatts power);
    bool exceeded(NanoWatts power) const;            ///< whether it is above the limit, by more than roundings of draws
    bool lowest() const;                             ///< whether every member runs at its lowest clock
    std::uint32_t slowed() const { return slowed_; } ///< accelerators held by members below their first rung
    std::map<JobId, std::uint64_t> rungs() const;    ///< of all members

private:
    /// Gangs of one ladder have the same size.
    struct Kind {
        std::uint32_t accelerators{0};
        std::uint32_t held{0}; ///< of accelerators, by each gang
        std::size_t rung{0};
        std::vector<JobId> gangs{}; ///< in no order
    };
    struct Member {
        const Ladder* ladder{nullptr}; ///< null: none of the members
        std::size_t rung{0};
        std::size_t place{0}; ///< among the gangs of its kind
    };

    double level(NanoWatts budget) const;
    std::vector<JobId> choose(double level);
    void move(Member& member, std::size_t rung);
    bool is_member(JobId job) const { return job.value < members_.size() && members_[job.value].ladder != nullptr; }

    NanoWatts limit_;
    std::map<const Ladder*, Kind> kinds_; ///< nothing depends on their order
    std::vector<Member> members_;         ///< by job
    std::vector<JobId> newcomers_; ///< that began on another rung than their kind's, since clocks were last chosen
    NanoWatts drawn_{}, wanted_{}; ///< by members as they are, and on their first rungs
    std::uint32_t slowed_{0};
};

} // namespace dcsim
