#include "app/slurm_sweep.h"
#include "analysis/study/merged_study.h"
#include "analysis/study/run.h"
#include "app/exit_code.h"
#include "app/slurm.h"
#include "app/study_output.h"
#include "app/sweep_parts.h"
#include "app/sweep_report.h"
#include "sim/base/errors.h"
#include <chrono>
#include <csignal>
#include <fmt/core.h>
#include <thread>
#include <unistd.h>

namespace dcsim {

namespace {

constexpr std::chrono::milliseconds between_looks{1000};

/// Runs of the plan that have no shard yet, equal ones once, and the numbers by which they are dealt to tasks.
struct MissingRuns {
    std::vector<RunIndex> runs;
    std::vector<std::size_t> numbers;
};

MissingRuns missing_runs(const StudyPlan& plan, const StudyFolder& folder)
{
    std::set<std::string> known = folder.finished();
    const std::vector<RunIndex> all = plan.runs();
    const std::vector<std::size_t> numbers = part_numbers(plan, all);
    MissingRuns missing;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!known.insert(plan.fingerprint(all[i])).second) continue;
        missing.runs.push_back(all[i]);
        missing.numbers.push_back(numbers[i]);
    }
    return missing;
}

/// Does one run here and keeps it, if there is a place: nothing else tells how long a task will be.
double measured_seconds(const StudyPlan& plan, Shards* shards, const RunIndex& index)
{
    const auto begun = std::chrono::steady_clock::now();
    try {
        run_some(plan, {index}, {.threads = 1, .shards = shards, .most_failures = 1});
    } catch (const IoError& error) {
        throw IoError{std::string{"the run that is to tell how long one takes failed: "} + error.what() +
                      " (--run-seconds says it without a run)"};
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

std::string absolute_text(const std::filesystem::path& path)
{
    return std::filesystem::absolute(path).lexically_normal().string();
}

SlurmBatch batch_of(const SweepOptions& options, const StudyPlan& plan, const StudyFolder& folder,
                    const std::vector<std::size_t>& numbers, double run_seconds)
{
    const std::size_t runs = numbers.size();
    SlurmBatch batch;
    batch.name = plan.file().name;
    batch.folder = absolute_text(folder.path());
    batch.runs = runs;
    batch.threads = std::max(1, options.threads);
    batch.tasks = options.slurm.tasks > 0
                      ? std::min(options.slurm.tasks, std::max<std::size_t>(1, runs))
                      : even_parts(numbers, tasks_for(runs, run_seconds, batch.threads), std::min(runs, most_tasks));
    if (plan.precision()) batch.tasks = std::min(batch.tasks, plan.points()); // a task has whole points
    batch.task_seconds =
        run_seconds * static_cast<double>(runs) / static_cast<double>(batch.tasks) / static_cast<double>(batch.threads);
    batch.options = options.slurm;
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    batch.sweep = {program,
                   "sweep",
                   absolute_text(options.scenario.file),
                   "--out",
                   batch.folder.string(),
                   "--threads",
                   std::to_string(batch.threads),
                   "--quiet",
                   "--retries",
                   std::to_string(options.retries),
                   "--plan",
                   plan_digest(plan)};
    if (options.inputs > 0) batch.sweep.insert(batch.sweep.end(), {"--inputs", std::to_string(options.inputs)});
    if (options.keep_going) batch.sweep.emplace_back("--keep-going");
    for (const std::string& set : options.scenario.sets) batch.sweep.insert(batch.sweep.end(), {"--set", set});
    batch.merge = {program, "merge", batch.folder.string()};
    return batch;
}

std::string progress_line(const std::optional<std::vector<std::string>>& states, const std::string& runs)
{
    if (!states) return runs + "  Slurm does not answer";
    const auto running = static_cast<std::size_t>(std::ranges::count(*states, "R"));
    return fmt::format("{}  {} jobs running, {} waiting", runs, running, states->size() - running);
}

/// One line that is written over on a terminal; plain lines, now and then, without one.
class FollowScreen {
public:
    explicit FollowScreen(bool quiet) : quiet_{quiet} {}
    void show(const std::string& line)
    {
        const auto now = std::chrono::steady_clock::now();
        if (quiet_ || (!terminal_ && now - shown_ < std::chrono::seconds{5})) return;
        shown_ = now;
        fmt::print(stderr, "{}{:<{}}{}", terminal_ ? "\r" : "", line, terminal_ ? widest : 0, terminal_ ? "" : "\n");
        std::fflush(stderr);
    }
    void done() const
    {
        if (!quiet_ && terminal_) fmt::print(stderr, "\n");
    }

private:
    static constexpr int widest = 70; ///< blanks over what was longer
    bool quiet_, terminal_{isatty(STDERR_FILENO) == 1};
    std::chrono::steady_clock::time_point shown_{};
};

/// Done and wanted of the plan. How many precision will want is known only when they are there.
class RunCount {
public:
    explicit RunCount(const StudyPlan& plan) : least_{!plan.precision() ? "" : "at least "}
    {
        for (const RunIndex& run : plan.runs(0, plan.replications())) runs_.insert(plan.fingerprint(run));
        std::set<std::string> first;
        for (const RunIndex& run : plan.runs()) first.insert(plan.fingerprint(run));
        wanted_ = first.size();
    }
    std::string text(const StudyFolder& folder) const
    {
        std::size_t done = 0;
        for (const std::string& fingerprint : folder.finished()) done += runs_.count(fingerprint);
        if (!least_.empty()) return fmt::format("runs {} of {}{}", done, least_, std::max(done, wanted_));
        return fmt::format("runs {}/{}  {:.0f} %", done, wanted_,
                           100.0 * static_cast<double>(done) / static_cast<double>(std::max<std::size_t>(1, wanted_)));
    }

private:
    std::string least_;
    std::set<std::string> runs_;
    std::size_t wanted_{0};
};

/// Until Slurm has no more of it, or the user stops looking; returns whether it ended.
bool follow(const SubmittedBatch& jobs, const StudyPlan& plan, const StudyFolder& folder,
            const InterruptGuard& interrupt, bool quiet)
{
    const RunCount runs{plan};
    FollowScreen screen{quiet};
    while (!interrupt.requested()) {
        const auto states = states_of(jobs);
        screen.show(progress_line(states, runs.text(folder)));
        if (states && states->empty()) break;
        std::this_thread::sleep_for(between_looks);
    }
    screen.done();
    return !interrupt.requested();
}

/// Merges what there is and tells it; returns the exit code.
int merged(const StudyFolder& folder, const WallClock& clock)
{
    const MergedStudy study{folder};
    write_merged(folder.path(), study, clock);
    fmt::print("{}", sweep_report(study, folder.path()));
    if (study.runs_missing() > 0) {
        fmt::print(stderr, "dcsim: {} runs are missing; `dcsim status {}` tells why, the next sweep does them\n",
                   study.runs_missing(), folder.path().string());
        return exit_bad_input;
    }
    return study.status() == StudyStatus::check_failed ? exit_check_failed : exit_good;
}

} // namespace

int sweep_on_slurm(const SweepOptions& options, const StudyPlan& plan, const StudyFolder& folder,
                   const InterruptGuard& interrupt)
{
    const WallClock clock = WallClock::started();
    if (!options.dry_run) folder.write(study_file(plan));
    MissingRuns missing = missing_runs(plan, folder);
    double run_seconds = options.slurm.run_seconds;
    if (run_seconds == 0 && !missing.runs.empty()) {
        Shards shards{folder.shards()};
        run_seconds = measured_seconds(plan, options.dry_run ? nullptr : &shards, missing.runs.front());
        if (!options.dry_run) {
            missing.runs.erase(missing.runs.begin());
            missing.numbers.erase(missing.numbers.begin());
        }
    }
    const SlurmBatch batch = batch_of(options, plan, folder, missing.numbers, run_seconds);
    if (missing.runs.empty() && !options.dry_run && !plan.precision()) return merged(folder, clock);
    if (options.dry_run) {
        fmt::print("{}\n{}", array_script(batch), merge_script(batch));
        return exit_good;
    }
    const SubmittedBatch jobs = submit(batch);
    fmt::print(stderr, "dcsim: {} runs in {} tasks of about {:.0f} s: job {}, merged by job {}\n", batch.runs,
               batch.tasks, batch.task_seconds, jobs.array, jobs.merge);
    if (!follow(jobs, plan, folder, interrupt, options.quiet)) {
        fmt::print(stderr, "dcsim: the jobs go on; `dcsim status {}` looks after them, `scancel {} {}` ends them\n",
                   folder.path().string(), jobs.array, jobs.merge);
        return interrupt.signal() == SIGTERM ? exit_terminated : exit_interrupted;
    }
    return merged(folder, clock); // the same bytes as the merge job's, and there even if that was cancelled
}

} // namespace dcsim
