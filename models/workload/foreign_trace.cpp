#include "models/workload/foreign_trace.h"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <unordered_map>
#include <unordered_set>
#include <utility>

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

constexpr std::int64_t ns_in_a_second = 1'000'000'000;

/// What a scenario accepts, and the reason of those beyond it; comparisons are such that what is no number is beyond.
const char* reason_to_drop(const ForeignJob& job)
{
    constexpr double most_seconds = 9e9, most_accelerators = 4e6, most_nodes = 4e9, most_bytes = 9e18;
    if (std::abs(job.submit_ns) / ns_in_a_second > latest_second) return submitted_too_late;
    if (!(job.seconds <= most_seconds)) return "with a duration of centuries";
    if (!(job.accelerators <= most_accelerators)) return "with more than 4,000,000 accelerators";
    if (!(std::abs(job.nodes) <= most_nodes)) return "with more than 4,000,000,000 nodes";
    if (!(std::abs(job.estimate.value_or(0)) <= most_seconds)) return "with a time limit of centuries";
    if (!(job.memory_bytes <= most_bytes)) return "with more than 9 EB of memory";
    return nullptr;
}

using Ids = std::unordered_set<std::string>;

/// Whom each of them waited for.
using Dropped = std::unordered_map<std::string, std::vector<std::string>>;

template <class Reason> void drop_where(ForeignTrace& trace, Dropped& dropped, const Reason& reason)
{
    std::erase_if(trace.jobs, [&](const ForeignJob& job) {
        const char* why = reason(job);
        if (!why) return false;
        ++trace.dropped[why];
        dropped.emplace(job.id, job.after);
        return true;
    });
}

/// A scenario lasts 14,640 days at most. Where jobs lie farther apart, those around the one in the middle stay.
void drop_far_apart(ForeignTrace& trace, Dropped& dropped)
{
    static constexpr std::int64_t most_ns = std::int64_t{14'639} * 86'400 * ns_in_a_second;
    if (trace.jobs.empty() || trace.jobs.back().submit_ns - trace.jobs.front().submit_ns <= most_ns) return;
    const std::int64_t middle = trace.jobs[trace.jobs.size() / 2].submit_ns;
    drop_where(trace, dropped, [middle](const ForeignJob& job) {
        return std::abs(job.submit_ns - middle) > most_ns / 2 ? "20 years and more from most others" : nullptr;
    });
}

/// Whom a job waits for, through those that were dropped.
std::vector<std::string> kept_before(const ForeignJob& job, const Dropped& dropped)
{
    std::vector<std::string> kept, open(job.after.rbegin(), job.after.rend());
    Ids seen;
    while (!open.empty()) {
        const std::string id = std::move(open.back());
        open.pop_back();
        if (!seen.insert(id).second) continue;
        if (const auto gone = dropped.find(id); gone != dropped.end())
            open.insert(open.end(), gone->second.rbegin(), gone->second.rend());
        else
            kept.push_back(id);
    }
    return kept;
}

/// Who waited for a job that was dropped waits for those that it waited for.
void pass_on(ForeignTrace& trace, const Dropped& dropped)
{
    if (dropped.empty()) return;
    for (ForeignJob& job : trace.jobs) job.after = kept_before(job, dropped);
}

/// How many jobs have the id of one above.
std::size_t repeated(const ForeignTrace& trace)
{
    Ids ids;
    for (const ForeignJob& job : trace.jobs) ids.insert(job.id);
    return trace.jobs.size() - ids.size();
}

} // namespace

void make_replayable(ForeignTrace& trace)
{
    Dropped dropped;
    drop_where(trace, dropped, reason_to_drop);
    drop_far_apart(trace, dropped);
    pass_on(trace, dropped);
    if (const std::size_t jobs = repeated(trace); jobs > 0)
        trace.notes.push_back(
            std::to_string(jobs) +
            " rows have the number of a job above; each is a job of its own, as of one that ran again");
}

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
