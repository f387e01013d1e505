#pragma once
#include "analysis/study/plan.h"
#include <map>
#include <optional>

namespace dcsim {

/// Runs of a plan in the order in which they are started: the longest first, so that threads end together, and those of
/// a point one after the other, since its scenario has to be read for them. The first replication of every point goes
/// before the others and shows how long they take. Runs that do not differ in what determines their numbers are one.
class RunQueue {
public:
    RunQueue(const StudyPlan& plan, const std::vector<RunIndex>& runs);

    struct Entry {
        std::vector<RunIndex> runs; ///< equal ones
    };
    /// The next to start; none = all have been given out.
    std::optional<Entry> next();
    void took(const RunIndex& run, double seconds);

private:
    void sort(std::vector<Entry>::iterator from, std::vector<Entry>::iterator to);
    double effort(std::size_t point) const;

    const StudyPlan& plan_;
    std::vector<Entry> entries_;
    std::size_t given_{0}, first_replications_{0};
    std::map<std::size_t, double> measured_; ///< seconds by point, the longest policy's
};

} // namespace dcsim
