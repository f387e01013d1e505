#include "models/vocabulary/text_file.h"
#include "models/workload/foreign_trace.h"
#include "sim/base/calendar.h"
#include <algorithm>
#include <charconv>
#include <cmath>

namespace dcsim {

namespace {

/// How many of a resource "cpu=64,gres/gpu=8,mem=512G,node=1" names; 0 if it does not name it.
double amount_of(std::string_view tres, const std::string& resource)
{
    while (!tres.empty()) {
        const std::string_view one = tres.substr(0, tres.find(','));
        tres.remove_prefix(std::min(one.size() + 1, tres.size()));
        if (!one.starts_with(resource + '=')) continue;
        double value = 0;
        const std::string_view digits = one.substr(resource.size() + 1);
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return value;
    }
    return 0;
}

struct Columns {
    explicit Columns(const CsvReader& csv)
        : id{csv.column("JobID")},
          submit{csv.column("Submit")},
          elapsed{csv.column("ElapsedRaw")},
          limit{csv.column("TimelimitRaw")},
          nodes{csv.column("NNodes")},
          tres{csv.column("AllocTRES")}
    {
    }
    std::size_t id, submit, elapsed, limit, nodes, tres;
};

} // namespace

ForeignTrace read_sacct(Inputs& inputs, const std::filesystem::path& file, const std::string& resource,
                        int offset_minutes)
{
    constexpr double seconds_per_minute = 60;
    ForeignTrace trace;
    CsvReader csv{open_text(inputs, file), file.string(), CsvReader::Header::names, '|'};
    const Columns columns{csv};
    while (csv.next()) {
        ++trace.rows;
        const auto submit = parse_timestamp(csv.text(columns.submit), offset_minutes);
        if (!submit) csv.fail(columns.submit, "is not a time stamp (2025-06-01T08:00:00)");
        ForeignJob job{.id = std::string{csv.text(columns.id)},
                       .submit_ns = *submit,
                       .seconds = csv.number(columns.elapsed),
                       .accelerators = amount_of(csv.text(columns.tres), resource),
                       .nodes = csv.number_if_any(columns.nodes).value_or(0)};
        const std::string_view limit = csv.text(columns.limit); // minutes, or words such as UNLIMITED
        double minutes = 0;
        std::from_chars(limit.data(), limit.data() + limit.size(), minutes);
        if (minutes > 0) job.estimate = minutes * seconds_per_minute;
        if (job.seconds <= 0)
            ++trace.dropped["never ran"];
        else if (job.accelerators <= 0)
            ++trace.dropped["without " + resource];
        else
            trace.jobs.push_back(std::move(job));
    }
    std::ranges::stable_sort(trace.jobs, {}, &ForeignJob::submit_ns);
    trace.notes.push_back("each " + resource + " stands for an accelerator");
    return trace;
}

} // namespace dcsim
