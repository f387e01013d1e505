#include "models/site/jobs_ahead.h"
#include <algorithm>
#include <utility>

namespace dcsim {

namespace {

constexpr std::size_t at_once = 64;          ///< 16 kB of jobs of one segment
constexpr std::size_t at_once_beside = 1024; ///< after doubling: they take longer to draw than a thread to wake
constexpr std::size_t most_segments = 4096;  ///< 200 kB: jobs of utilisation files have thousands each

} // namespace

JobsAhead::JobsAhead(std::unique_ptr<JobStream> stream, SpareThread* spare_thread)
    : stream_{std::move(stream)}, beside_{spare_thread != nullptr}, most_{at_once}, filling_{spare_thread}
{
    fill();
    go_on();
}

void JobsAhead::fill()
{
    JobStream& stream = *stream_; // the line of the pointer is the run's
    for (std::size_t segments = 0; coming_.size() < most_ && segments < most_segments && stream.next_submit();) {
        stream.take(coming_.emplace_back());
        segments += coming_.back().segments.size();
    }
}

/// To the jobs that have come.
void JobsAhead::go_on()
{
    ready_.swap(coming_);
    coming_.clear();
    next_ = 0;
    if (beside_) most_ = std::min(2 * most_, at_once_beside);
    if (stream_->next_submit()) filling_.begin([this] { fill(); });
}

/// Makes room for those that follow the last job that is ready.
JobSpec& JobsAhead::last(JobSpec& job)
{
    last_ = std::move(job);
    filling_.await();
    go_on();
    return last_;
}

std::string JobsAhead::remark()
{
    filling_.await();
    return stream_->remark();
}

void JobsAhead::state(Archive& archive)
{
    filling_.await();
    archive("next", next_)("ready", ready_)("coming", coming_)("stream", *stream_);
}

} // namespace dcsim
