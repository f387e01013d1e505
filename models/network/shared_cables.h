#pragma once
#include "sim/base/ids.h"
#include "sim/numerics/max_min.h"
#include <map>
#include <optional>

namespace dcsim {

/// What gangs that use the same cables leave each other.
///
/// A gang is one flow: its rate is the part of the servers' injection that all its flows reach together, and it takes
/// of each arc in proportion to what passes there, as it does in Crossing. Rates are max-min fair by that part, as they
/// are between connections that one switch serves in turn, and the arc that is asked for most rules a gang as it does
/// alone. Shared fluidly, as in [Casanova et al., J. Parallel Distrib. Comput. 74, 2014, section 4].
class SharedCables {
public:
    explicit SharedCables(std::size_t arcs) : shares_{std::vector<double>(arcs, 1.0)} {}

    /// `uses`: of each arc the part of its capacity that the gang takes per unit of rate; `most` is its rate alone, and
    /// `told` the rate at which it runs now. LogicError if it is a member.
    void join(JobId job, const std::vector<LinkUse>& uses, double most, double told);
    void leave(JobId job); ///< nothing happens if it is no member

    struct Change {
        JobId job;
        double rate;
    };
    std::optional<double> told(JobId job) const; ///< to a member
    /// The members whose rates are not what they were told, by id. They have been told by then.
    std::vector<Change> changes();
    bool changed() const { return shares_.changed(); } ///< whether rates may have

    void state(Archive& archive);

private:
    struct Member {
        std::uint32_t flow{0};
        double told{0};
    };

    MaxMinShares shares_;
    std::map<JobId, Member> members_;
    std::map<std::uint32_t, JobId> job_of_; ///< by flow
};

} // namespace dcsim
