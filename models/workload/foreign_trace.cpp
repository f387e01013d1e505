#include "models/workload/foreign_trace.h"
#include <algorithm>
#include <fmt/format.h>
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

std::int64_t ForeignTrace::start_ns() const
{
    constexpr std::int64_t whole = 1'000'000'000;
    const std::int64_t first = jobs.front().submit_ns, rest = first % whole;
    return calendar ? first - (rest < 0 ? rest + whole : rest) : first;
}

bool ForeignTrace::has_memory() const
{
    return std::ranges::any_of(jobs, [](const ForeignJob& job) { return job.memory_bytes > 0; });
}

bool ForeignTrace::has_order() const
{
    return std::ranges::any_of(jobs, [](const ForeignJob& job) { return !job.after.empty(); });
}

std::string jobs_csv(const ForeignTrace& trace)
{
    const bool memory = trace.has_memory(), order = trace.has_order();
    std::string text = "id,submit,duration,accelerators,nodes,estimate";
    text += std::string{memory ? ",memory_bytes" : ""} + (order ? ",after" : "") + '\n';
    for (const ForeignJob& job : trace.jobs) {
        const double submit = static_cast<double>(job.submit_ns - trace.start_ns()) / ns_per_second;
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{}", cell(job.id), submit, job.seconds,
                       job.accelerators, number_or_blank(job.nodes), number_or_blank(job.estimate.value_or(0)));
        if (memory) text += ',' + number_or_blank(job.memory_bytes);
        if (order) fmt::format_to(std::back_inserter(text), ",{}", fmt::join(job.after, ";"));
        text += '\n';
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
