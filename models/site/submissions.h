#pragma once
#include "models/vocabulary/job.h"
#include "sim/engine/event.h"
#include <memory>
#include <string>
#include <vector>

namespace dcsim {

/// The streams of all workloads merged into one source: by time, then by workload.
class Submissions final : public Source {
public:
    explicit Submissions(std::vector<std::unique_ptr<JobStream>> streams);

    void deliver(const Event& pattern) { pattern_ = pattern; } ///< arrivals carry its process, phase and kind
    JobSpec& arrived() { return arrived_; }                    ///< the job of the event being handled
    JobStream& stream(WorkloadId workload) { return *streams_[workload.value]; }
    std::size_t streams() const { return streams_.size(); }
    std::vector<std::string> remarks() const; ///< of the streams that have one
    std::optional<Time> next_submit() const;

    std::optional<Event> next() const override;
    void advance() override;
    void state(Archive& archive) override;

private:
    void find_next();

    std::vector<std::unique_ptr<JobStream>> streams_;
    std::vector<Time> next_; ///< by stream; Time::never() when exhausted
    std::size_t first_{0};   ///< the stream with the next job
    Event pattern_;
    JobSpec arrived_;
};

} // namespace dcsim
