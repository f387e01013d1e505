#include "models/site/jobs_ahead.h"
#include <utility>

namespace dcsim {

namespace {

constexpr std::size_t at_once = 64;          ///< 25 kB of jobs of one segment
constexpr std::size_t at_once_beside = 1024; ///< they take longer to draw than a thread to start
constexpr std::size_t most_segments = 4096;  ///< 350 kB: jobs of utilisation files have thousands each

/// Later on this thread where the system gives no other.
constexpr auto on_a_thread = std::launch::async | std::launch::deferred;

} // namespace

JobsAhead::JobsAhead(std::unique_ptr<JobStream> stream, bool spare_thread)
    : stream_{std::move(stream)}, spare_thread_{spare_thread}
{
    fill();
    go_on();
}

void JobsAhead::fill()
{
    const std::size_t most = spare_thread_ ? at_once_beside : at_once;
    for (std::size_t segments = 0; coming_.size() < most && segments < most_segments && stream_->next_submit();) {
        stream_->take(coming_.emplace_back());
        segments += coming_.back().segments.size();
    }
}

/// To the jobs that have come.
void JobsAhead::go_on()
{
    ready_.swap(coming_);
    coming_.clear();
    next_ = 0;
    if (spare_thread_ && stream_->next_submit()) filling_ = std::async(on_a_thread, [this] { fill(); });
}

JobSpec& JobsAhead::take()
{
    JobSpec& job = ready_[next_++];
    if (next_ < ready_.size()) return job;
    last_ = std::move(job);
    await();
    if (coming_.empty()) fill();
    go_on();
    return last_;
}

/// What went wrong on the other thread goes on here.
void JobsAhead::await()
{
    if (filling_.valid()) filling_.get();
}

std::string JobsAhead::remark()
{
    await();
    return stream_->remark();
}

void JobsAhead::state(Archive& archive)
{
    await();
    archive("next", next_)("ready", ready_)("coming", coming_)("stream", *stream_);
}

} // namespace dcsim
