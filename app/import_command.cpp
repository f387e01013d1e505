#include "analysis/results/atomic_file.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "models/workload/foreign_trace.h"
#include "sim/base/calendar.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <cmath>
#include <fmt/core.h>

namespace dcsim {

namespace {

constexpr double seconds_per_hour = 3600, seconds_per_day = 86400;

ForeignTrace read(const ImportOptions& o)
{
    Inputs inputs;
    if (o.format == "swf") return read_swf(inputs, o.file);
    if (o.format == "sacct") return read_sacct(inputs, o.file, o.resource, {o.time_zone, o.offset_minutes});
    return read_opendc(inputs, o.file, o.fragments, o.core_mhz);
}

/// To the second, as TOML takes it.
std::string toml_time(std::int64_t unix_ns)
{
    const CivilTime t = civil_time(unix_ns);
    const std::int64_t second = t.ns_of_day / 1'000'000'000;
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", t.year, t.month, t.day, second / 3600, second / 60 % 60,
                       second % 60);
}

std::string instant(const ForeignTrace& trace, const ForeignJob& job)
{
    if (trace.calendar) return toml_time(job.submit_ns);
    return fmt::format("{} s", static_cast<double>(job.submit_ns) / ns_per_second);
}

void print_summary(const ForeignTrace& trace)
{
    double accelerator_hours = 0, node_hours = 0, largest = 0;
    for (const ForeignJob& job : trace.jobs) {
        accelerator_hours += job.accelerators * job.seconds / seconds_per_hour;
        node_hours += job.nodes * job.seconds / seconds_per_hour;
        largest = std::max(largest, job.accelerators);
    }
    fmt::print("jobs               {}\n", trace.jobs.size());
    fmt::print("accelerator-hours  {:.6g}\n", accelerator_hours);
    if (node_hours > 0) fmt::print("node-hours         {:.6g}\n", node_hours);
    fmt::print("largest job        {:.6g} accelerators\n", largest);
    fmt::print("first submission   {}\n", instant(trace, trace.jobs.front()));
    fmt::print("last submission    {}\n", instant(trace, trace.jobs.back()));
    fmt::print("rows               {} read, {} dropped\n", trace.rows, trace.rows - trace.jobs.size());
    for (const auto& [why, count] : trace.dropped) fmt::print("  {:<17}{}\n", count, why);
    for (const std::string& note : trace.notes) fmt::print("note: {}\n", note);
}

/// Days after the last submission in which all jobs end on any cluster that the largest of them fits: one after the
/// other, as a strict order or a chain of dependences may have it. The clock stops with the last job in any case.
double days_to_drain(const ForeignTrace& trace)
{
    constexpr double most_days = 3650;
    double sum = 0;
    for (const ForeignJob& job : trace.jobs) sum += job.seconds;
    return std::min(most_days, std::ceil(sum / seconds_per_day));
}

/// The lines of a scenario that replays what was written.
void print_use(const ForeignTrace& trace, const ImportOptions& o, const std::filesystem::path& use)
{
    const double days =
        static_cast<double>(trace.jobs.back().submit_ns - trace.start_ns()) / (ns_per_second * seconds_per_day);
    fmt::print("\nA scenario beside it replays it with\n\n[scenario]\n");
    if (trace.calendar) fmt::print("start = {}\n", toml_time(trace.start_ns()));
    fmt::print("duration = \"{:.0f} d\"\ndrain = \"{:.0f} d\"\nend = \"drained\"\n[workload.trace]\nkind = \"csv\"\n"
               "file = \"{}\"\n",
               std::floor(days) + 1, days_to_drain(trace), o.out.filename().string());
    std::string columns = R"(id = "id", nodes = "nodes", estimate = "estimate")";
    if (trace.has_memory()) columns += R"(, memory_bytes = "memory_bytes")";
    if (trace.has_order()) columns += R"(, after = "after")";
    fmt::print("columns = {{ {} }}\n", columns);
    if (!use.empty()) fmt::print("utilisation_file = \"{}\"\n", use.filename().string());
}

std::string reasons(const ForeignTrace& trace)
{
    std::string all;
    for (const auto& [why, count] : trace.dropped) all += fmt::format("{}{} {}", all.empty() ? "" : ", ", count, why);
    return all.empty() ? "it has no rows" : all;
}

} // namespace

int import_command(const ImportOptions& options)
{
    std::error_code not_there; // then it is not the same file either
    for (const std::filesystem::path& input : {options.file, options.fragments})
        if (!input.empty() && std::filesystem::equivalent(input, options.out, not_there))
            throw ConfigError{{{{}, "--out", "is the trace itself, which would be lost (name another file)"}}};
    const ForeignTrace trace = read(options);
    if (trace.jobs.empty())
        throw IoError{fmt::format("{}: none of its {} rows is a job that can be replayed ({})", options.file.string(),
                                  trace.rows, reasons(trace))};
    std::filesystem::path use;
    if (const std::string stretches = utilisation_csv(trace); !stretches.empty()) {
        use = options.out;
        use.replace_extension(".utilisation.csv");
        write_file(use, stretches);
    }
    write_file(options.out, jobs_csv(trace));
    print_summary(trace);
    print_use(trace, options, use);
    return exit_good;
}

} // namespace dcsim
