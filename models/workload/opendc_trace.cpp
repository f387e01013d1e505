#include "models/vocabulary/text_file.h"
#include "models/workload/foreign_trace.h"
#include "sim/base/calendar.h"
#include <algorithm>
#include <unordered_map>

namespace dcsim {

namespace {

constexpr double ms_per_second = 1000;
using Stretches = std::unordered_map<std::string, std::vector<ForeignJob::Stretch>>;

/// By task; `utilisation` is in MHz still.
Stretches read_fragments(Inputs& inputs, const std::filesystem::path& file)
{
    Stretches stretches;
    CsvReader csv{open_text(inputs, file), file.string()};
    const std::size_t id = csv.column("id"), duration = csv.column("duration"), usage = csv.column("cpu_usage");
    while (csv.next()) {
        if (csv.number(duration) < 0) csv.fail(duration, "is negative");
        if (csv.number(usage) < 0) csv.fail(usage, "is negative");
        stretches[std::string{csv.text(id)}].push_back({csv.number(duration) / ms_per_second, csv.number(usage)});
    }
    return stretches;
}

std::int64_t submission(const CsvReader& csv, std::size_t column)
{
    constexpr double ns_per_ms = 1e6, most_ms = 9e12;
    if (const auto stamp = parse_timestamp(csv.text(column), 0)) return *stamp;
    const double ms = csv.number(column);
    if (ms < -most_ms || ms > most_ms) csv.fail(column, "is out of range (ms since 1970)");
    return static_cast<std::int64_t>(ms * ns_per_ms);
}

} // namespace

ForeignTrace read_opendc(Inputs& inputs, const std::filesystem::path& tasks, const std::filesystem::path& fragments,
                         double core_mhz)
{
    Stretches stretches = read_fragments(inputs, fragments);
    ForeignTrace trace;
    std::uint64_t clipped = 0;
    CsvReader csv{open_text(inputs, tasks), tasks.string()};
    const std::size_t id = csv.column("id"), submit = csv.column("submission_time"), cores = csv.column("cpu_count");
    while (csv.next()) {
        ++trace.rows;
        ForeignJob job;
        job.id = csv.text(id);
        job.submit_ns = submission(csv, submit);
        job.accelerators = csv.number(cores);
        job.use = std::move(stretches[job.id]);
        for (ForeignJob::Stretch& s : job.use) {
            job.seconds += s.seconds;
            const double wanted = s.utilisation / (core_mhz * std::max(1.0, job.accelerators));
            clipped += wanted > 1 ? 1 : 0;
            s.utilisation = std::min(1.0, wanted);
        }
        if (job.seconds <= 0)
            ++trace.dropped["without fragments"];
        else if (job.accelerators <= 0)
            ++trace.dropped["without cores"];
        else
            trace.jobs.push_back(std::move(job));
    }
    std::ranges::stable_sort(trace.jobs, {}, &ForeignJob::submit_ns);
    trace.notes.push_back("each core stands for an accelerator; durations are those of the fragments");
    if (clipped > 0)
        trace.notes.push_back(std::to_string(clipped) + " fragments ask for more than their cores have; they use them "
                                                        "fully for as long, not for longer");
    return trace;
}

} // namespace dcsim
