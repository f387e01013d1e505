#include "analysis/study/merged_study.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/words.h"
#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace dcsim {

namespace {

constexpr std::chrono::seconds silent_for_dead{60}; ///< notes of a process that was killed stay

/// The state of a sweep's folder, in runs that differ in what determines their numbers.
struct Status {
    std::size_t wanted{0}, done{0};
    std::vector<StudyFolder::Process> alive;
    std::vector<StudyFolder::Failure> failed;

    std::size_t running() const
    {
        std::size_t count = 0;
        for (const auto& process : alive) count += process.runs.size();
        return count;
    }
};

/// Only precision needs the runs to be read: it is they who tell how many are wanted.
std::vector<std::uint32_t> replications_wanted(const StudyFolder& folder, const StudyFile& file)
{
    std::vector<std::uint32_t> wanted(file.points(), file.replications);
    if (!file.precision) return wanted;
    const MergedStudy study{folder};
    for (std::size_t point = 0; point < file.points(); ++point) wanted[point] = study.replications_wanted(point);
    return wanted;
}

Status status_of(const StudyFolder& folder, const StudyFile& file)
{
    const std::vector<std::uint32_t> replications = replications_wanted(folder, file);
    std::set<std::string> wanted;
    for (std::size_t point = 0; point < file.points(); ++point)
        for (std::uint32_t k = 0; k < replications[point]; ++k)
            for (std::size_t policy = 0; policy < file.shape.policies.size(); ++policy)
                wanted.insert(file.fingerprint({point, policy, k}));
    for (const StudyFile::ProbedKey& probe : file.probes)
        for (const std::string& digest : probe.digests) wanted.insert(run_fingerprint(digest, 0));
    Status status;
    status.wanted = wanted.size();
    const std::set<std::string> finished = folder.finished();
    for (const std::string& fingerprint : finished) status.done += wanted.count(fingerprint);
    for (auto& process : folder.running())
        if (process.silent < silent_for_dead) status.alive.push_back(std::move(process));
    for (auto& failure : folder.failures())
        if (wanted.contains(failure.fingerprint) && !finished.contains(failure.fingerprint))
            status.failed.push_back(std::move(failure));
    return status;
}

std::string indented(const std::string& text)
{
    std::string lines = text;
    while (lines.ends_with('\n')) lines.pop_back();
    const std::size_t end = lines.find('\n');
    return end == std::string::npos ? lines : lines.substr(0, end) + ": " + lines.substr(end + 1);
}

std::string text_of(const Status& s, const StudyFile& file)
{
    const std::size_t others = s.wanted - s.done - std::min(s.wanted - s.done, s.running() + s.failed.size());
    std::string text =
        fmt::format("{} points x {} {}\n{} of {} different runs done, {} running, {} failed, {} to do\n", file.points(),
                    file.shape.policies.size(), file.shape.policies.size() == 1 ? "policy" : "policies", s.done,
                    s.wanted, s.running(), s.failed.size(), others);
    for (const auto& process : s.alive)
        for (const std::string& run : process.runs)
            text += wrapped("  running on " + process.name + ":", run, 4) + '\n';
    for (const auto& failure : s.failed) text += wrapped("  failed:", indented(failure.text), 4) + '\n';
    if (s.done < s.wanted && s.alive.empty())
        text += "Nothing works on it; `dcsim sweep` again does what is missing.\n";
    return text;
}

std::string json_of(const Status& s)
{
    nlohmann::ordered_json json{
        {"runs", s.wanted}, {"done", s.done}, {"running", s.running()}, {"failed", nlohmann::ordered_json::array()}};
    for (const auto& failure : s.failed) json["failed"].push_back(indented(failure.text));
    return json.dump(2) + '\n';
}

} // namespace

int status_command(const FolderOptions& options)
{
    const StudyFolder folder{options.folder};
    const StudyFile file = folder.read();
    const Status status = status_of(folder, file);
    fmt::print("{}", options.json ? json_of(status) : text_of(status, file));
    return exit_good;
}

} // namespace dcsim
