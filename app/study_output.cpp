#include "app/study_output.h"
#include "analysis/results/atomic_file.h"
#include "analysis/results/manifest.h"
#include "analysis/results/results_file.h"
#include "analysis/results/summary_csv.h"
#include "analysis/study/program.h"
#include <array>
#include <unistd.h>

namespace dcsim {

namespace {

std::string host_name()
{
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : std::string{};
}

Manifest manifest_of(const StudyPlan& plan, const WallClock& clock, std::vector<std::string> warnings)
{
    Manifest m;
    m.dcsim_version = program_version();
    m.host = host_name();
    m.started_unix_ns = clock.started_unix_ns;
    m.finished_unix_ns = clock.finished_unix_ns;
    m.threads = clock.threads;
    for (const auto& file : plan.inputs().files()) m.inputs.push_back({file->path.string(), file->sha256});
    m.warnings = std::move(warnings);
    return m;
}

} // namespace

void write_study(const std::filesystem::path& folder, const StudyPlan& plan, const ResultSet& results,
                 const WallClock& clock, const std::vector<std::string>& warnings)
{
    create_folder(folder);
    write_results(folder / "results.h5", results);
    write_summary_csv(folder / "summary.csv", results);
    write_file(folder / "resolved.toml", resolved_toml(plan.file()));
    std::vector<std::string> all = warnings;
    for (std::string& warning : warnings_of(results)) all.push_back(std::move(warning));
    write_manifest(folder / "manifest.json", manifest_of(plan, clock, std::move(all)));
}

} // namespace dcsim
