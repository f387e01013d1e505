#pragma once
#include "models/vocabulary/job.h"
#include "sim/base/errand.h"
#include "sim/base/prefetch.h"
#include <memory>
#include <string>
#include <vector>

namespace dcsim {

/// The jobs of a stream, taken many at a time: while the draws or the reader are in the cache, or on another thread
/// while the jobs before them are run. Which job comes when is not changed by that.
class JobsAhead {
public:
    JobsAhead(std::unique_ptr<JobStream> stream, SpareThread* spare_thread); ///< which may be null

    Time next_submit() const { return next_ < ready_.size() ? ready_[next_].submit : Time::never(); } ///< never: none
    /// The job at next_submit(), which is there until the next call; moves on.
    JobSpec& take()
    {
        JobSpec& job = ready_[next_++];
        if (next_ == ready_.size()) return last(job);
        if (next_ + far < ready_.size()) prefetch<sizeof(JobSpec)>(&ready_[next_ + far]);
        return job;
    }
    /// See JobStream.
    const Work* work(std::uint32_t number) { return stream_->work(number); }
    std::string remark();
    void state(Archive& archive);

private:
    static constexpr std::size_t far = 2; ///< jobs that are run while what another core has written is fetched

    void fill();
    void go_on();
    JobSpec& last(JobSpec& job);

    std::unique_ptr<JobStream> stream_;
    std::vector<JobSpec> ready_;
    std::size_t next_{0};
    JobSpec last_; ///< of those that were ready
    // What another thread may write meanwhile shares no cache line with what the run looks at for every job.
    alignas(64) std::vector<JobSpec> coming_;
    bool beside_;      ///< it fills on another thread than that of the run
    std::size_t most_; ///< that it takes at a time: more and more of them where it fills beside the run
    Errand filling_;   ///< the last member, so that it is waited for first
};

} // namespace dcsim
