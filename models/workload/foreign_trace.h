#pragma once
#include "models/vocabulary/run_context.h"
#include "sim/base/units.h"
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// A job of somebody else's trace.
struct ForeignJob {
    std::string id{};
    std::int64_t submit_ns{0}; ///< since 1970, or since the start of the trace where it has no calendar
    double seconds{0}, accelerators{0}, nodes{0};
    std::optional<double> estimate{}; ///< s
    double memory_bytes{0};
    std::vector<std::string> after{}; ///< ids of the jobs that must complete before it, which stand above it
    struct Stretch {
        double seconds{0}, utilisation{0};
    };
    std::vector<Stretch> use{}; ///< empty: all of its time alike
};

/// A trace of another format, whole: jobs by submission, in the order of the file where that is equal.
struct ForeignTrace {
    std::vector<ForeignJob> jobs{};
    std::uint64_t rows{0};                        ///< jobs and dropped rows
    std::map<std::string, std::uint64_t> dropped; ///< rows by reason
    bool calendar{true};                          ///< instants are UTC
    std::int64_t start_ns() const; ///< the whole second in which the first job is submitted, or the start of the trace
    bool has_memory() const;
    bool has_order() const;         ///< some jobs wait for others
    std::vector<std::string> notes; ///< what the user should know
};

/// In either direction from 1970 (the year 2096): no trace is of a later time, and whatever follows has calendars
/// enough.
inline constexpr std::int64_t latest_second = 4'000'000'000;
inline constexpr const char* submitted_too_late = "with a submit time beyond the year 2096";

/// Drops, with a reason, jobs whose numbers no scenario accepts, and tells of ids that several jobs have. The jobs are
/// by submission.
void make_replayable(ForeignTrace& trace);

/// Standard Workload Format of the Parallel Workloads Archive [Feitelson, Tsafrir, Krakov, J. Parallel Distrib. Comput.
/// 74 (2014) 2967]: a processor stands for an accelerator. Rows of parts of jobs (status 2 to 4) are dropped.
ForeignTrace read_swf(Inputs& inputs, const std::filesystem::path& file);

/// What sacct's times are in, where they do not say so.
struct SacctClock {
    std::string zone{}; ///< in the time zone database; empty: the offset counts
    int offset_minutes{0};
};
/// Lines of `sacct -aPX --format=JobID,Submit,ElapsedRaw,TimelimitRaw,NNodes,AllocTRES,State`, columns in any order.
/// `resource` names what counts as an accelerator: "gres/gpu", or "cpu". Steps of jobs, jobs that still run, and rows
/// whose state or time limit Slurm does not know, are dropped.
ForeignTrace read_sacct(Inputs& inputs, const std::filesystem::path& file, const std::string& resource,
                        const SacctClock& clock);

/// Tasks (id, submission_time in ms or as a stamp, cpu_count; where there are such columns mem_capacity in MB and
/// parents, ids separated by spaces or semicolons, in brackets or not) and their fragments (id, duration in ms,
/// cpu_usage in MHz) as CSV, as OpenDC has them: a core of `core_mhz` stands for an accelerator, and a task runs on one
/// node. Tasks that wait for one that is submitted later are submitted with it.
ForeignTrace read_opendc(Inputs& inputs, const std::filesystem::path& tasks, const std::filesystem::path& fragments,
                         double core_mhz);

/// The jobs as `kind = "csv"` reads them: id, submit, duration, accelerators, nodes, estimate, and memory_bytes and
/// after where any job has them; times in seconds since start_ns().
std::string jobs_csv(const ForeignTrace& trace);
/// Their stretches as its `utilisation_file`; empty if no job has any.
std::string utilisation_csv(const ForeignTrace& trace);

} // namespace dcsim
