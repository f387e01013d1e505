#include "models/vocabulary/text_file.h"
#include "models/workload/foreign_trace.h"
#include "sim/base/calendar.h"
#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/topological_sort.hpp>
#include <iterator>
#include <set>
#include <unordered_map>

namespace dcsim {

namespace {

constexpr double ms_per_second = 1000, bytes_per_mb = 1e6;

/// `utilisation` is in MHz still.
using StretchesByTask = std::unordered_map<std::string, std::vector<ForeignJob::Stretch>>;

StretchesByTask read_fragments(Inputs& inputs, const std::filesystem::path& file)
{
    StretchesByTask tasks;
    CsvReader csv{open_text(inputs, file), file.string()};
    const std::size_t id = csv.column("id"), duration = csv.column("duration"), usage = csv.column("cpu_usage");
    while (csv.next()) {
        if (csv.number(duration) < 0) csv.fail(duration, "is negative");
        if (csv.number(usage) < 0) csv.fail(usage, "is negative");
        tasks[std::string{csv.text(id)}].push_back({csv.number(duration) / ms_per_second, csv.number(usage)});
    }
    return tasks;
}

/// Whole milliseconds since 1970 are no fractions of a second that a double could hold.
std::int64_t submission(const CsvReader& csv, std::size_t column)
{
    constexpr double ns_per_ms = 1e6, most_ms = 9e12;
    if (const auto stamp = parse_timestamp(csv.text(column), 0)) return *stamp;
    const double ms = csv.number(column);
    if (ms < -most_ms || ms > most_ms) csv.fail(column, "is out of range (ms since 1970)");
    const auto whole = static_cast<std::int64_t>(ms);
    return whole * static_cast<std::int64_t>(ns_per_ms) +
           static_cast<std::int64_t>((ms - static_cast<double>(whole)) * ns_per_ms);
}

/// "3", "3;4" or "[3, 4]".
std::vector<std::string> ids_in(std::string_view list)
{
    constexpr const char* between = " \t,;[]\"'";
    std::vector<std::string> ids;
    while (true) {
        list.remove_prefix(std::min(list.find_first_not_of(between), list.size()));
        if (list.empty()) return ids;
        const std::string_view id = list.substr(0, list.find_first_of(between));
        ids.emplace_back(id);
        list.remove_prefix(id.size());
    }
}

/// Columns that not every trace has.
struct Optional {
    explicit Optional(const CsvReader& csv)
        : memory{csv.find("mem_capacity")}, parents{csv.find("parents")}, gpus{csv.find("gpu_count")}
    {
    }
    std::optional<std::size_t> memory, parents, gpus;
};

struct Task {
    ForeignJob job{};
    std::vector<std::string> parents{};
    bool runs{false};
};

/// Places of the tasks, each behind those that it waits for. Parents that the trace does not have are left out.
std::vector<std::size_t> parents_first(const std::vector<Task>& tasks, const std::string& file)
{
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < tasks.size(); ++i) places.emplace(tasks[i].job.id, i);
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph{tasks.size()};
    for (std::size_t i = 0; i < tasks.size(); ++i)
        for (const std::string& parent : tasks[i].parents)
            if (const auto place = places.find(parent); place != places.end()) add_edge(i, place->second, graph);
    std::vector<std::size_t> sorted; // what an edge leads to comes first
    try {
        topological_sort(graph, std::back_inserter(sorted));
    } catch (const boost::not_a_dag&) {
        throw IoError{file + ": tasks wait for each other in a circle (column 'parents')"};
    }
    return sorted;
}

struct Arranged {
    std::uint64_t moved{0};   ///< jobs that are submitted later than they were
    std::uint64_t unknown{0}; ///< parents that are no tasks
};

/// Whom jobs wait for, those that do not run left out: these pass on whom they would wait for. No job is submitted
/// before those.
Arranged arrange(std::vector<Task>& tasks, std::vector<ForeignJob>& jobs, const std::string& file)
{
    Arranged arranged;
    std::unordered_map<std::string_view, const Task*> settled;
    std::vector<std::size_t> runs;
    for (const std::size_t i : parents_first(tasks, file)) {
        ForeignJob& job = tasks[i].job;
        const std::int64_t submitted = job.submit_ns;
        std::set<std::string> after;
        for (const std::string& id : tasks[i].parents) {
            const auto parent = settled.find(id);
            arranged.unknown += parent == settled.end() ? 1 : 0;
            if (parent == settled.end()) continue;
            const ForeignJob& before = parent->second->job;
            if (parent->second->runs)
                after.insert(id);
            else
                after.insert(before.after.begin(), before.after.end());
            job.submit_ns = std::max(job.submit_ns, before.submit_ns);
        }
        job.after.assign(after.begin(), after.end());
        if (!settled.emplace(job.id, &tasks[i]).second)
            throw IoError{file + ": the id " + job.id + " stands for two tasks"};
        if (!tasks[i].runs) continue;
        arranged.moved += job.submit_ns > submitted ? 1 : 0;
        runs.push_back(i);
    }
    const bool ordered = std::ranges::any_of(tasks, [](const Task& task) { return !task.parents.empty(); });
    if (!ordered) std::ranges::sort(runs); // as in the file
    std::ranges::stable_sort(runs, {}, [&](std::size_t i) { return tasks[i].job.submit_ns; });
    for (const std::size_t i : runs) jobs.push_back(std::move(tasks[i].job));
    return arranged;
}

std::string counted(std::uint64_t count, const char* what)
{
    return std::to_string(count) + ' ' + what;
}

} // namespace

ForeignTrace read_opendc(Inputs& inputs, const std::filesystem::path& tasks_file,
                         const std::filesystem::path& fragments_file, double core_mhz)
{
    StretchesByTask stretches = read_fragments(inputs, fragments_file);
    ForeignTrace trace;
    std::vector<Task> tasks;
    std::uint64_t clipped = 0, on_gpus = 0;
    CsvReader csv{open_text(inputs, tasks_file), tasks_file.string()};
    const std::size_t id = csv.column("id"), submit = csv.column("submission_time"), cores = csv.column("cpu_count");
    const Optional optional{csv};
    while (csv.next()) {
        ++trace.rows;
        Task task;
        ForeignJob& job = task.job;
        job.id = csv.text(id);
        job.submit_ns = submission(csv, submit);
        job.accelerators = csv.number(cores);
        job.nodes = 1;
        if (optional.memory) job.memory_bytes = bytes_per_mb * csv.number_if_any(*optional.memory).value_or(0);
        if (job.memory_bytes < 0) csv.fail(*optional.memory, "is negative");
        if (optional.parents) task.parents = ids_in(csv.text(*optional.parents));
        if (optional.gpus) on_gpus += csv.number_if_any(*optional.gpus).value_or(0) > 0 ? 1 : 0;
        if (const auto use = stretches.extract(job.id)) job.use = std::move(use.mapped());
        std::uint64_t full = 0;
        for (ForeignJob::Stretch& s : job.use) {
            job.seconds += s.seconds;
            const double wanted = s.utilisation / (core_mhz * std::max(1.0, job.accelerators));
            full += wanted > 1 ? 1 : 0;
            s.utilisation = std::min(1.0, wanted);
        }
        task.runs = job.seconds > 0 && job.accelerators > 0;
        if (task.runs) clipped += full;
        if (job.seconds <= 0)
            ++trace.dropped["without fragments that last"];
        else if (job.accelerators <= 0)
            ++trace.dropped["without cores"];
        tasks.push_back(std::move(task));
    }
    const Arranged arranged = arrange(tasks, trace.jobs, tasks_file.string());
    trace.notes.push_back("each core stands for an accelerator, and a task runs on one node; durations are those of "
                          "the fragments");
    if (clipped > 0)
        trace.notes.push_back(counted(clipped, "fragments ask for more than their cores have; they use them fully for "
                                               "as long, not for longer"));
    if (arranged.unknown > 0)
        trace.notes.push_back(counted(arranged.unknown, "parents are not among the tasks; nobody waits for them"));
    if (arranged.moved > 0)
        trace.notes.push_back(
            counted(arranged.moved, "tasks wait for one that is submitted later; they are submitted with it"));
    make_replayable(trace);
    if (!stretches.empty())
        trace.notes.push_back(counted(stretches.size(), "ids of fragments are not among the tasks"));
    if (on_gpus > 0) trace.notes.push_back(counted(on_gpus, "tasks ask for GPUs; what they do on these is left out"));
    return trace;
}

} // namespace dcsim
