#pragma once
#include "analysis/results/shards.h"
#include "analysis/study/plan.h"
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

class SpareThread;

struct StudyProgress {
    std::size_t runs{0}, finished{0}, reused{0};
    std::uint64_t events{0};
    double fraction{0}; ///< of all simulated time, the runs under way included
};

/// Whether so many threads are at least two for each of the runs: then each has one to spare.
bool leave_threads_to_spare(std::size_t runs, int threads);

/// Of two parts of a study, one after the other.
StudyProgress operator+(const StudyProgress& a, const StudyProgress& b);

/// A run that ended with an error, after all its attempts.
struct RunFailure {
    RunIndex run;
    std::string reason;
};

/// Told of each run, one call at a time, from any thread.
class RunListener {
public:
    virtual ~RunListener() = default;
    virtual void started(const RunIndex&) {}
    virtual void finished(const RunIndex&, const RunRecord&) {}
    virtual void failed(const RunFailure&) {}
    virtual void dropped(const RunIndex&) {} ///< interrupted
};

struct StudyOptions {
    int threads{0};                                       ///< 0 = as many as the machine has
    SpareThread* spare_thread{nullptr};                   ///< for the first worker; the others make their own
    Shards* shards{nullptr};                              ///< where finished runs are kept; null = nowhere
    bool fresh{false};                                    ///< run everything anew, even what the shards hold
    std::function<void(const StudyProgress&)> progress{}; ///< called under a lock, from any thread
    const std::atomic<bool>* stop{nullptr}; ///< when set, no run is started and those under way are dropped
    RunListener* listener{nullptr};
    int attempts{1};                            ///< at a run that ends with an error
    std::optional<std::size_t> most_failures{}; ///< no run is started after so many; none = never give up
};

struct StudyOutcome {
    std::vector<std::optional<RunRecord>>
        runs; ///< replication by replication, all points, all policies; absent = not finished
    StudyProgress progress;
    bool complete() const { return progress.finished == progress.runs; }
};

/// Runs what the shards do not hold yet, one run per thread at a time. Each thread takes the run that is expected to
/// last longest among those of the first replication that is not done. Runs that do not differ in what determines their
/// numbers are done once. The outcome does not depend on the number of threads. With precision asked for, replications
/// are added until it is reached. The first exception of a run is rethrown after the others have ended.
StudyOutcome run_study(const StudyPlan& plan, const StudyOptions& options);

/// The same for some runs of the plan, of which none is kept in memory: the listener is told of each, of failures too.
StudyProgress run_some(const StudyPlan& plan, const std::vector<RunIndex>& runs, const StudyOptions& options);

} // namespace dcsim
