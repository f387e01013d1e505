#pragma once
#include "models/site/jobs_ahead.h"
#include "sim/engine/event.h"
#include <memory>
#include <string>
#include <vector>

namespace dcsim {

/// The streams of all workloads merged into one source: by time, then by workload.
class Submissions final : public Source {
public:
    Submissions(std::vector<std::unique_ptr<JobStream>> streams, SpareThread* spare_thread);

    void deliver(const Event& pattern) { pattern_ = pattern; } ///< arrivals carry its process, phase and kind
    JobSpec& arrived() { return *arrived_; }                   ///< the job of the event being handled
    /// See JobStream.
    const Work* work(WorkloadId workload, std::uint32_t number) { return streams_[workload.value]->work(number); }
    std::size_t streams() const { return streams_.size(); }
    std::vector<std::string> remarks();                                                ///< of the streams that have one
    Time next_submit() const { return next_.empty() ? Time::never() : next_[first_]; } ///< never: no more come

    Event next() const override;
    void advance() override;
    void state(Archive& archive) override;

private:
    void find_next();

    std::vector<std::unique_ptr<JobsAhead>> streams_;
    std::vector<Time> next_; ///< by stream; Time::never() when exhausted
    std::size_t first_{0};   ///< the stream with the next job
    Event pattern_;
    JobSpec* arrived_{nullptr};
};

} // namespace dcsim
