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
    std::vector<std::string> notes;               ///< what the user should know
};

/// Standard Workload Format of the Parallel Workloads Archive [Feitelson, Tsafrir, Krakov, J. Parallel Distrib. Comput.
/// 74 (2014) 2967]: a processor stands for an accelerator. Rows of parts of jobs (status 2 to 4) are dropped.
ForeignTrace read_swf(Inputs& inputs, const std::filesystem::path& file);

/// Lines of `sacct -aPX --format=JobID,Submit,ElapsedRaw,TimelimitRaw,NNodes,AllocTRES,State`, columns in any order.
/// `resource` names what counts as an accelerator: "gres/gpu", or "cpu". Times have no zone: `offset_minutes` is
/// theirs.
ForeignTrace read_sacct(Inputs& inputs, const std::filesystem::path& file, const std::string& resource,
                        int offset_minutes);

/// Tasks (id, submission_time in ms or as a stamp, cpu_count) and their fragments (id, duration in ms, cpu_usage in
/// MHz) as CSV, as OpenDC has them: a core of `core_mhz` stands for an accelerator.
ForeignTrace read_opendc(Inputs& inputs, const std::filesystem::path& tasks, const std::filesystem::path& fragments,
                         double core_mhz);

/// The jobs as `kind = "csv"` reads them: id, submit, duration, accelerators, nodes, estimate; times in seconds since
/// the first submission.
std::string jobs_csv(const ForeignTrace& trace);
/// Their stretches as its `utilisation_file`; empty if no job has any.
std::string utilisation_csv(const ForeignTrace& trace);

} // namespace dcsim
