#pragma once
#include "models/site/job_account.h"
#include "sim/base/errand.h"
#include <vector>

namespace dcsim {

/// What statistics look at of a job that has ended.
struct EndedJob {
    Int128 energy_e18;      ///< nW ns
    Span waited;            ///< in the queue
    Span ran;               ///< on accelerators
    Span useful;            ///< of that: what made progress that was kept
    Span otherwise;         ///< from its submission to its end, without what was useful
    std::uint32_t workload; ///< its number
    bool completed;         ///< as it was meant to
};

/// Statistics of the jobs that have ended, by workload. They are added many at a time, on another thread where there is
/// one to spare, in the order in which they ended: not a bit depends on where and when.
class EndedJobs {
public:
    EndedJobs(std::size_t workloads, SpareThread* spare_thread); ///< which may be null

    /// Room for the next, every field of which is to be filled in: a copy of what has just been stored would wait for
    /// it.
    EndedJob& add()
    {
        if (size_ == ended_.size()) hand_on();
        return ended_[size_++];
    }
    const std::vector<JobStatistics>& statistics(); ///< of all that were added; until the next is
    void state(Archive& archive);

private:
    void hand_on();
    void add_up();

    std::vector<EndedJob> ended_;
    std::size_t size_{0}; ///< so many of them are there
    // What may be in use on another thread meanwhile shares no cache line with what every end looks at.
    alignas(64) std::vector<EndedJob> before_; ///< those that are added up
    std::size_t before_size_{0};
    std::vector<JobStatistics> statistics_;
    bool beside_;      ///< that is done on another thread than that of the run
    Errand adding_up_; ///< the last member, so that it is waited for first
};

} // namespace dcsim
