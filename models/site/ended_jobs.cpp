#include "models/site/ended_jobs.h"
#include <algorithm>
#include <span>
#include <utility>

namespace dcsim {

namespace {

constexpr std::size_t at_once = 64;          ///< 4 kB
constexpr std::size_t at_once_beside = 2048; ///< after doubling: to wake a thread takes as long as to add up a hundred

} // namespace

EndedJobs::EndedJobs(std::size_t workloads, SpareThread* spare_thread)
    : ended_(at_once), statistics_(workloads), beside_{spare_thread != nullptr}, adding_up_{spare_thread}
{
}

void EndedJobs::add_up()
{
    for (const EndedJob& job : std::span{before_}.first(before_size_)) {
        JobStatistics& all = statistics_[job.workload];
        all.add_wait(job.waited);
        all.bounded_slowdown.add(bounded_slowdown(job.otherwise, job.useful));
        if (!job.completed) continue;
        all.run_seconds.add(seconds(job.ran).si());
        all.job_energy.add(energy_of_e18(job.energy_e18).si());
    }
}

void EndedJobs::hand_on()
{
    adding_up_.await();
    before_.swap(ended_);
    before_size_ = std::exchange(size_, 0);
    ended_.resize(beside_ ? std::min(2 * before_.size(), at_once_beside) : at_once);
    adding_up_.begin([this] { add_up(); });
}

const std::vector<JobStatistics>& EndedJobs::statistics()
{
    hand_on();
    adding_up_.await();
    return statistics_;
}

void EndedJobs::state(Archive& archive)
{
    statistics();
    archive("statistics", statistics_);
}

} // namespace dcsim
