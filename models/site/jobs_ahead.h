#pragma once
#include "models/vocabulary/job.h"
#include <future>
#include <memory>
#include <string>
#include <vector>

namespace dcsim {

/// The jobs of a stream, taken many at a time: while the draws or the reader are in the cache, or on another thread
/// while the jobs before them are run. Which job comes when is not changed by that.
class JobsAhead {
public:
    JobsAhead(std::unique_ptr<JobStream> stream, bool spare_thread);
    JobsAhead(const JobsAhead&) = delete; // the other thread knows where it is
    JobsAhead& operator=(const JobsAhead&) = delete;

    Time next_submit() const { return next_ < ready_.size() ? ready_[next_].submit : Time::never(); } ///< never: none
    /// The job at next_submit(), which is there until the next call; moves on.
    JobSpec& take();
    /// See JobStream.
    const Work* work(std::uint32_t number) { return stream_->work(number); }
    std::string remark();
    void state(Archive& archive);

private:
    void fill();
    void go_on();
    void await();

    std::unique_ptr<JobStream> stream_;
    std::vector<JobSpec> ready_, coming_;
    std::size_t next_{0};
    JobSpec last_; ///< of those that were ready
    bool spare_thread_;
    std::future<void> filling_; ///< the other thread at work; the last member, so that it is waited for first
};

} // namespace dcsim
