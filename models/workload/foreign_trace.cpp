#include "models/workload/foreign_trace.h"
#include <fmt/core.h>
#include <iterator>

namespace dcsim {

namespace {

/// The shortest text that reads back as the same number; nothing for zero.
std::string number_or_blank(double value)
{
    return value > 0 ? fmt::format("{}", value) : std::string{};
}

/// Names may hold what separates cells [RFC 4180].
std::string cell(const std::string& name)
{
    if (name.find_first_of(",\"\r\n") == std::string::npos) return name;
    std::string quoted{'"'};
    for (const char c : name) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
    return quoted + '"';
}

} // namespace

std::string jobs_csv(const ForeignTrace& trace)
{
    std::string text = "id,submit,duration,accelerators,nodes,estimate\n";
    for (const ForeignJob& job : trace.jobs) {
        const double submit = static_cast<double>(job.submit_ns - trace.jobs.front().submit_ns) / ns_per_second;
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{}\n", cell(job.id), submit, job.seconds,
                       job.accelerators, number_or_blank(job.nodes), number_or_blank(job.estimate.value_or(0)));
    }
    return text;
}

std::string utilisation_csv(const ForeignTrace& trace)
{
    std::string text;
    for (const ForeignJob& job : trace.jobs)
        for (const ForeignJob::Stretch& s : job.use)
            fmt::format_to(std::back_inserter(text), "{},{},{}\n", cell(job.id), s.seconds, s.utilisation);
    return text.empty() ? text : "job,duration,utilisation\n" + text;
}

} // namespace dcsim
