#include "app/slurm.h"
#include "analysis/results/atomic_file.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <sstream>
#include <sys/wait.h>

namespace dcsim {

namespace {

constexpr double seconds_per_task = 300; ///< a task takes Slurm about a second to start

std::string command_line(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + shell_quoted(word);
    return text;
}

/// As sbatch reads a value in a script: in quotes, with a backslash before what ends them.
std::string directive(const char* option, const std::string& value)
{
    std::string text;
    for (const char c : value) text += (c == '"' || c == '\\' ? "\\" : "") + std::string{c};
    if (shell_quoted(value) != value) text = '"' + text + '"';
    return fmt::format("#SBATCH --{}={}\n", option, text);
}

/// Where a job's output goes; `name` may hold what Slurm replaces, the folder may not.
std::string output_of(const SlurmBatch& batch, const char* name)
{
    std::string folder;
    for (const char c : (batch.folder / "slurm").string()) folder += c == '%' ? "%%" : std::string{c};
    return directive("output", folder + '/' + name);
}

std::string options_of(const SlurmBatch& batch)
{
    std::string text;
    const auto add = [&](const char* option, const std::string& value) {
        if (!value.empty()) text += directive(option, value);
    };
    add("partition", batch.options.partition);
    add("account", batch.options.account);
    add("time", batch.options.time);
    add("chdir", std::filesystem::current_path().string());
    return text;
}

struct Finished {
    std::string output;
    int exit_code{0};
};

/// Runs a command through the shell; standard error goes with its output.
Finished run_shell(const std::string& command)
{
    FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (!pipe) throw IoError{"cannot run: " + command};
    Finished finished;
    std::array<char, 4096> part{};
    while (const std::size_t read = std::fread(part.data(), 1, part.size(), pipe))
        finished.output.append(part.data(), read);
    const int status = ::pclose(pipe);
    finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    return finished;
}

std::string submitted(const std::string& options, const std::filesystem::path& script)
{
    const Finished sbatch = run_shell("sbatch --parsable " + options + shell_quoted(script.string()));
    if (sbatch.exit_code != 0) throw IoError{"sbatch refused " + script.string() + ": " + sbatch.output};
    const std::string job = sbatch.output.substr(0, sbatch.output.find_first_of(";\n"));
    if (job.empty() || job.find_first_not_of("0123456789") != std::string::npos)
        throw IoError{"sbatch gave no number of a job: " + sbatch.output};
    return job;
}

} // namespace

std::string shell_quoted(const std::string& word)
{
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string text{"'"};
    for (const char c : word) text += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return text + '\'';
}

std::size_t tasks_for(std::size_t runs, double run_seconds, int threads)
{
    const double total = run_seconds * static_cast<double>(runs) / std::max(1, threads);
    const auto wanted = static_cast<std::size_t>(std::ceil(total / seconds_per_task));
    return std::clamp<std::size_t>(wanted, 1, std::min(std::max<std::size_t>(runs, 1), most_tasks));
}

std::string array_script(const SlurmBatch& batch)
{
    std::string text =
        fmt::format("#!/bin/bash\n"
                    "# dcsim: {} runs in {} tasks of about {:.0f} s each; a task that is started again\n"
                    "# does what it has not finished.\n"
                    "{}"
                    "#SBATCH --array=0-{}\n"
                    "#SBATCH --cpus-per-task={}\n"
                    "#SBATCH --requeue\n"
                    "#SBATCH --open-mode=append\n"
                    "{}",
                    batch.runs, batch.tasks, batch.task_seconds, directive("job-name", "dcsim-" + batch.name),
                    batch.tasks - 1, batch.threads, output_of(batch, "%a.log"));
    text += options_of(batch);
    return text + fmt::format("exec {} --shard \"$SLURM_ARRAY_TASK_ID/{}\"\n", command_line(batch.sweep), batch.tasks);
}

std::string merge_script(const SlurmBatch& batch)
{
    return fmt::format("#!/bin/bash\n"
                       "# dcsim: one results.h5 of all finished runs, when no task is left\n"
                       "{}"
                       "#SBATCH --requeue\n"
                       "#SBATCH --open-mode=append\n"
                       "{}{}exec {}\n",
                       directive("job-name", "dcsim-" + batch.name + "-merge"), output_of(batch, "merge.log"),
                       options_of(batch), command_line(batch.merge));
}

SubmittedBatch submit(const SlurmBatch& batch)
{
    const std::filesystem::path scripts = batch.folder / "slurm";
    create_folder(scripts);
    write_file(scripts / "array.sh", array_script(batch));
    write_file(scripts / "merge.sh", merge_script(batch));
    SubmittedBatch jobs;
    jobs.array = submitted("", scripts / "array.sh");
    // After any end: what is missing then is NaN in the results, and the next sweep does it.
    jobs.merge = submitted("--dependency=afterany:" + jobs.array + " --kill-on-invalid-dep=yes ", scripts / "merge.sh");
    return jobs;
}

std::optional<std::vector<std::string>> states_of(const SubmittedBatch& submitted)
{
    std::vector<std::string> states;
    for (const std::string& job : {submitted.array, submitted.merge}) {
        const Finished squeue = run_shell("squeue -h -r -o %t -j " + job);
        // Slurm forgets a job some minutes after its end.
        if (squeue.exit_code != 0 && squeue.output.find("Invalid job id") != std::string::npos) continue;
        if (squeue.exit_code != 0) return std::nullopt;
        std::istringstream lines{squeue.output};
        for (std::string state; lines >> state;) states.push_back(state);
    }
    return states;
}

} // namespace dcsim
