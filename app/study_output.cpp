#include "app/study_output.h"
#include "analysis/results/atomic_file.h"
#include "analysis/results/manifest.h"
#include "analysis/results/results_file.h"
#include "analysis/results/summary_csv.h"
#include "analysis/study/precision_check.h"
#include "analysis/study/program.h"
#include <algorithm>
#include <array>
#include <chrono>
#include <unistd.h>

namespace dcsim {

namespace {

std::string host_name()
{
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : std::string{};
}

std::int64_t wall_clock_ns()
{
    using namespace std::chrono;
    return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

Manifest manifest_of(const WallClock& clock, std::vector<Manifest::Input> inputs, const Manifest::Numbers& numbers,
                     std::vector<std::string> warnings)
{
    Manifest m;
    m.numbers = numbers;
    m.dcsim_version = program_version();
    m.host = host_name();
    m.started_unix_ns = clock.started_unix_ns;
    m.finished_unix_ns = wall_clock_ns();
    m.threads = clock.threads;
    m.inputs = std::move(inputs);
    m.warnings = std::move(warnings);
    return m;
}

std::string scenario_of(const ResultShape& shape)
{
    const auto scenario = std::ranges::find(shape.attributes, "scenario", [](const auto& a) { return a.first; });
    require(scenario != shape.attributes.end(), "results know the scenario that they are of");
    return std::get<std::string>(scenario->second);
}

std::vector<ReplacedFile> result_files(const std::filesystem::path& folder, const ResultShape& shape,
                                       const RunReader& runs, std::unique_ptr<ResultsDraft> draft)
{
    std::vector<ReplacedFile> files;
    files.push_back(results_beside(folder / "results.h5", shape, runs, std::move(draft)));
    files.push_back(summary_csv_beside(folder / "summary.csv", shape, runs));
    files.push_back(written_beside(folder / "resolved.toml", scenario_of(shape)));
    return files;
}

void commit(std::vector<ReplacedFile> files, const std::filesystem::path& folder, const Manifest& manifest)
{
    files.push_back(written_beside(folder / "manifest.json", to_json(manifest)));
    dcsim::commit(files);
}

} // namespace

WallClock WallClock::started(int threads)
{
    return {wall_clock_ns(), threads};
}

void write_study(const std::filesystem::path& folder, const StudyPlan& plan, const ResultSet& results, WallClock clock,
                 const std::vector<std::string>& warnings, std::unique_ptr<ResultsDraft> draft)
{
    std::vector<std::string> all = warnings;
    for (std::string& warning : warnings_of(results)) all.push_back(std::move(warning));
    for (std::string& warning : precision_warnings(plan, results)) all.push_back(std::move(warning));
    std::vector<Manifest::Input> inputs;
    for (const auto& file : plan.inputs().files()) inputs.push_back({file->path.string(), file->sha256()});
    create_folder(folder);
    std::vector<ReplacedFile> files = result_files(folder, results, RunGrid{results}, std::move(draft));
    commit(std::move(files), folder, manifest_of(clock, std::move(inputs), numbers_of(plan), std::move(all)));
}

void write_merged(const std::filesystem::path& folder, const MergedStudy& study, WallClock clock)
{
    std::vector<ReplacedFile> files = result_files(folder, study.shape(), study, nullptr);
    std::vector<std::string> warnings = study.ignored();
    for (const std::string& warning : study.survey().warnings()) warnings.push_back(warning);
    for (std::string& warning : study.precision_warnings()) warnings.push_back(std::move(warning));
    commit(std::move(files), folder,
           manifest_of(clock, study.study().inputs, study.study().numbers, std::move(warnings)));
}

} // namespace dcsim
