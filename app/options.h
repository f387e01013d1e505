#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// What the commands that read a scenario share.
struct ScenarioOptions {
    std::filesystem::path file;
    std::vector<std::string> sets; ///< `path=value` texts, --seed and --replications among them
};

struct CheckOptions {
    ScenarioOptions scenario;
    enum class Length { screen, full } length{Length::screen}; ///< of the values printed
};

struct RunOptions {
    ScenarioOptions scenario;
    std::optional<std::filesystem::path> out; ///< -o; absent = [output] dir / name of the scenario file
    int threads{0};
    bool quiet{false}, json{false}, fresh{false};
};

/// Which part of a sweep's runs: part `index` of `count`, from 0.
struct SweepShard {
    std::size_t index{0}, count{1};
};

/// How a sweep goes to a cluster that Slurm runs; empty texts leave the choice to the cluster.
struct SlurmOptions {
    bool use{false};
    std::string partition, time, account;
    std::size_t tasks{0};  ///< 0 = as many as last some minutes each
    double run_seconds{0}; ///< how long a run takes; 0 = the first one is run here and measured
};

struct SweepOptions {
    ScenarioOptions scenario;
    std::optional<std::filesystem::path> out; ///< -o; absent = [output] dir / name of the scenario file and "-sweep"
    int threads{0};
    bool quiet{false}, fresh{false}, keep_going{false}, dry_run{false};
    int retries{1};
    std::uint32_t inputs{0}; ///< samples of the catalogue's numbers
    std::optional<SweepShard> shard;
    std::string plan; ///< digest of the plan that the part belongs to; empty = of whatever the scenario says now
    SlurmOptions slurm;
};

/// Of the commands that take the folder of a sweep.
struct FolderOptions {
    std::filesystem::path folder;
    bool json{false};
};

struct ValidateOptions {
    std::string only; ///< comma-separated patterns; empty = every case
    bool quick{false}, strict{false}, json{false}, list{false};
    std::uint64_t seed{1};
    std::filesystem::path data;
};

/// `import`: a trace of another format becomes the CSV files of a workload.
struct ImportOptions {
    std::string format; ///< swf, sacct or opendc
    std::filesystem::path file, fragments, out{"jobs.csv"};
    std::string resource{"gres/gpu"};
    int offset_minutes{0};
    std::string time_zone{};
    double core_mhz{0};
};

/// `explain workload`: a workload of the scenario, or, without a file, of the catalogue on one kind of node.
struct ExplainOptions {
    std::string workload;
    ScenarioOptions scenario;
    std::string policy; ///< empty = the baseline
    std::string node{"8xh100"};
};

} // namespace dcsim
