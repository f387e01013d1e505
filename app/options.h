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
