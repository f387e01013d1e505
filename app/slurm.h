#pragma once
#include "app/options.h"
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// A sweep as an array of Slurm tasks and a job that merges what they leave.
struct SlurmBatch {
    std::string name;
    std::filesystem::path folder;
    std::vector<std::string> sweep; ///< command line of one task, without its shard
    std::vector<std::string> merge;
    std::size_t runs{0}, tasks{1};
    int threads{1};
    double task_seconds{0}; ///< expected
    SlurmOptions options;
};

inline constexpr std::size_t most_tasks = 1000; ///< the usual MaxArraySize is 1001

/// As many tasks as last some minutes each, and never more than runs.
std::size_t tasks_for(std::size_t runs, double run_seconds, int threads);

std::string array_script(const SlurmBatch& batch);
std::string merge_script(const SlurmBatch& batch);

/// What Slurm calls the two jobs.
struct SubmittedBatch {
    std::string array, merge;
};

/// Writes both scripts into the folder and submits them. Throws IoError with what sbatch said.
SubmittedBatch submit(const SlurmBatch& batch);

/// States of the tasks and the merge that Slurm still knows: "R" or "PD", one each. Empty when all have ended; none if
/// Slurm does not answer.
std::optional<std::vector<std::string>> states_of(const SubmittedBatch& submitted);

/// A word that the shell takes as it is.
std::string shell_quoted(const std::string& word);

} // namespace dcsim
