#pragma once
#include "sim/base/archive.h"
#include "sim/base/units.h"
#include <deque>
#include <limits>
#include <vector>

namespace dcsim {

/// Requests that wait because more came than replicas serve, first come, first served, as a fluid.
///
/// Between two events (a group of arrivals is served, the oldest has waited as long as it will, the line is empty) all
/// rates are constant, so that waits are straight lines in time and each step is exact, however long it is.
class Backlog {
public:
    /// Requests that were served one after the other, whose waits run from one value to another.
    struct Stretch {
        double requests{0};
        Seconds from{}, to{};
    };
    /// What an interval came to.
    struct Passage {
        double at_once{0};           ///< requests served without a wait, all others being in `waited`
        std::vector<Stretch> waited; ///< in the order of service
        double lost{0};              ///< gave up, having waited for `patience`
        Seconds emptied{};           ///< since when there is no line; the interval's length where there still is one
        double served() const;
    };
    static constexpr Seconds forever{std::numeric_limits<double>::infinity()};

    /// `arrivals` come evenly over `length`, while up to `capacity` are served per second.
    Passage advance(double arrivals, Frequency capacity, Seconds length, Seconds patience = forever);
    double requests() const;
    void state(Archive& archive) { archive("groups", groups_); }

private:
    /// Arrived evenly between two instants, counted from the start of the interval.
    struct Group {
        Seconds from{}, to{};
        Frequency rate{};
    };
    struct Clock;
    void serve_oldest(Clock& clock, Passage& p);

    std::deque<Group> groups_; ///< oldest first
};

} // namespace dcsim
