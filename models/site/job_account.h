#pragma once
#include "models/vocabulary/job.h"
#include "models/vocabulary/scheduling.h"
#include "sim/engine/meter.h"
#include "sim/numerics/quantile_sketch.h"
#include "sim/numerics/statistics.h"
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace dcsim {

enum class JobStatus : std::uint8_t { deferred, queued, running, completed, failed, cancelled, killed, rejected };
std::string_view name(JobStatus status);

/// Why a job waited: at first, and when it stopped waiting. Equal if that never changed.
/// Of a job that was interrupted: at first, and when it stopped waiting for the last time.
struct Waiting {
    Reason first{Reason::submitted}, last{Reason::submitted};
};

/// One job, for whoever records jobs.
struct JobRecord {
    std::uint64_t number{0};
    WorkloadId workload{};
    std::uint32_t pool{0}; ///< among those of the site
    Time submit{};
    std::optional<Time> start{};         ///< for the first time; absent: not started
    std::optional<Time> end{};           ///< absent: it is still waiting or running
    std::uint32_t milli_accelerators{0}; ///< that it asked for
    Energy energy{};
    std::optional<Waiting> waited{}; ///< absent: it started, or was rejected, at its submission
    std::optional<Reason> reason{};  ///< why it started, was rejected or never ran; absent: none of these
    JobStatus status{};
    Span queued{};                  ///< all its time in the queue, deferral and waits after interruptions included
    Span ran{};                     ///< all its time on accelerators, also what was lost
    std::uint32_t interruptions{0}; ///< how often it lost its accelerators before its end
    std::uint32_t resizes{0};       ///< how often their number changed
};

using JobListener = std::function<void(const JobRecord&)>;

/// How many jobs went which way. What is not among them at the end is running or queued.
struct JobCounts {
    std::uint64_t submitted{0}, completed{0}, failed{0}, cancelled{0}, killed{0}, rejected{0};
    std::uint64_t left() const { return completed + failed + cancelled + killed + rejected; }
    void merge(const JobCounts& other);
};

/// How the jobs of one workload fared that were submitted inside the counting window.
struct JobStatistics {
    OnlineStats wait_seconds;      ///< of started jobs: all their time in the queue
    QuantileSketch wait_quantiles; ///< of started jobs, s
    OnlineStats bounded_slowdown;  ///< of ended jobs; run times below 10 s count as 10 s [Feitelson et al., JSSPP 1997]
    OnlineStats run_seconds;       ///< of completed jobs: all their time on accelerators
    OnlineStats job_energy;        ///< of completed jobs, J
    void add_wait(Span wait);      ///< of a started job
    void merge(const JobStatistics& other);
    void state(Archive& archive);
};

/// What became of the jobs of one workload.
struct WorkloadAccount : JobStatistics {
    JobCounts all;
    JobCounts counted;       ///< submitted inside the counting window
    Int128 energy_e18{0};    ///< of ended jobs, nW ns
    EnergyLedgers ledgers;   ///< the part of that energy whose demand is known
    Int128 held_milli_ns{0}; ///< thousandths of accelerators times ns, of ended jobs
    Int128 held_core_ns{0};  ///< cores times ns, of ended jobs
    Int128 waited_ns{0};     ///< until every start
    Int128 resident_ns{0};   ///< from submission to end, of ended jobs
    std::uint64_t due{0};    ///< counted, with a deadline: ended or still here when it passed
    std::uint64_t tardy{0};  ///< of these, not ended by then
    Int128 tardiness_ns{0};  ///< of these: from the deadline to the end, or to now
    std::uint64_t interruptions{0}, resizes{0};
    Int128 lost_milli_ns{0};      ///< of the time held: interruptions made it void
    Int128 lost_e18{0};           ///< of the energy, nW ns: likewise
    Int128 restoring_milli_ns{0}; ///< of the time held: at rest after interruptions and resizes
    Int128 saving_milli_ns{0};    ///< of the time held: at rest in saves
    std::string cannot_run;       ///< why the first job that the hardware refused was refused; empty: none was
    void merge(const WorkloadAccount& other); ///< of another workload
    void state(Archive& archive);
};

/// (wait + run) / max(run, 10 s), at least 1.
double bounded_slowdown(Span wait, Span run);

/// The time integral of a whole number.
class CountIntegral {
public:
    void add(Time now, std::int64_t change)
    {
        total_ = at(now);
        since_ = now;
        level_ += change;
        most_ = std::max(most_, level_);
    }
    std::int64_t level() const { return level_; }
    std::int64_t most() const { return most_; } ///< greatest level so far
    Int128 at(Time now) const { return total_ + Int128{level_} * (now - since_).ns; }
    void state(Archive& archive) { archive("since", since_)("level", level_)("most", most_)("total", total_); }

private:
    Time since_{};
    std::int64_t level_{0}, most_{0};
    Int128 total_{0};
};

/// A law that must hold on the path of every run.
struct CheckResult {
    std::string name;
    double residual{0};
    double tolerance{0};
    bool passed() const { return residual <= tolerance && residual >= -tolerance; }
};

} // namespace dcsim
