#include "analysis/study/study_folder.h"
#include "analysis/results/atomic_file.h"
#include "sim/base/errors.h"
#include "sim/base/file_bytes.h"
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <unistd.h>

namespace dcsim {

namespace {

constexpr std::chrono::seconds between_signs{2};

std::string host_name()
{
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    return host.data();
}

std::string process_name()
{
    return host_name() + '-' + std::to_string(::getpid());
}

/// Whether a process of this name, which process_name() gave, was killed on this machine: of others nothing is known.
bool is_dead(const std::string& name)
{
    const std::size_t dash = name.rfind('-');
    if (dash == std::string::npos || name.substr(0, dash) != host_name()) return false;
    const long number = std::strtol(name.c_str() + dash + 1, nullptr, 10);
    return ::kill(static_cast<pid_t>(number), 0) != 0 && errno == ESRCH;
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// Files of a folder with this ending, by name without it; none if there is no such folder.
std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, const char* ending)
{
    std::vector<std::filesystem::path> files;
    std::error_code absent;
    for (const auto& entry : std::filesystem::directory_iterator{folder, absent})
        if (entry.path().extension() == ending && !entry.path().filename().string().starts_with('.'))
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

/// A note that another process has just taken away is no note.
std::optional<std::string> note_text(const std::filesystem::path& path)
{
    try {
        return file_bytes(path);
    } catch (const IoError&) {
        return std::nullopt;
    }
}

} // namespace

void StudyFolder::write(const StudyFile& file) const
{
    create_folder(path_);
    const std::string text = to_json(file);
    if (std::filesystem::exists(study()) && file_bytes(study()) == text) return;
    write_file(study(), text);
}

StudyFile StudyFolder::read() const
{
    if (!std::filesystem::exists(study()))
        throw IoError{path_.string() + ": is no folder of a sweep (it has no study.json; `dcsim sweep` makes one)"};
    return read_study_file(study());
}

std::set<std::string> StudyFolder::finished() const
{
    std::set<std::string> all;
    for (const auto& file : files_in(shards(), ".shard")) all.insert(file.stem().string());
    return all;
}

std::vector<StudyFolder::Failure> StudyFolder::failures() const
{
    std::vector<Failure> all;
    for (const auto& file : files_in(path_ / "failed", ".txt"))
        if (const auto text = note_text(file)) all.push_back({file.stem().string(), *text});
    return all;
}

void StudyFolder::note_failure(const std::string& fingerprint, const std::string& text) const
{
    create_folder(path_ / "failed");
    write_file_soon(path_ / "failed" / (fingerprint + ".txt"), text);
}

void StudyFolder::clear_failure(const std::string& fingerprint) const
{
    std::error_code ignored;
    std::filesystem::remove(path_ / "failed" / (fingerprint + ".txt"), ignored);
}

std::vector<StudyFolder::Process> StudyFolder::running() const
{
    std::vector<Process> all;
    for (const auto& file : files_in(path_ / "running", ".txt")) {
        const auto text = note_text(file);
        std::error_code gone;
        const auto written = std::filesystem::last_write_time(file, gone);
        if (!text || gone || is_dead(file.stem().string())) continue;
        const auto silent = std::filesystem::file_time_type::clock::now() - written;
        all.push_back(
            {file.stem().string(), lines_of(*text), std::chrono::duration_cast<std::chrono::seconds>(silent)});
    }
    return all;
}

StudyNotes::StudyNotes(const StudyFolder& folder, const StudyPlan& plan)
    : folder_{folder}, plan_{plan}, note_{folder.path() / "running" / (process_name() + ".txt")}
{
    create_folder(note_.parent_path());
    for (const auto& failure : folder.failures()) failed_before_.insert(failure.fingerprint);
}

StudyNotes::~StudyNotes()
{
    std::error_code ignored;
    std::filesystem::remove(note_, ignored);
}

std::string StudyNotes::text_of(const RunIndex& run) const
{
    std::string text = plan_.file().policies[run.policy].name + ", replication " + std::to_string(run.replication);
    if (const std::string label = plan_.label(run.point); !label.empty()) text += ", at " + label;
    return text;
}

void StudyNotes::started(const RunIndex& run)
{
    under_way_[run] = text_of(run);
    alive();
}

void StudyNotes::finished(const RunIndex& run, const RunRecord&)
{
    under_way_.erase(run);
    if (!failed_before_.empty() && failed_before_.erase(plan_.fingerprint(run)) > 0)
        folder_.clear_failure(plan_.fingerprint(run));
    alive();
}

void StudyNotes::failed(const RunFailure& failure)
{
    under_way_.erase(failure.run);
    const std::string text = text_of(failure.run) + '\n' + failure.reason + '\n';
    if (failures_++ == 0) first_failure_ = text_of(failure.run) + ": " + failure.reason;
    try {
        folder_.note_failure(plan_.fingerprint(failure.run), text);
    } catch (const IoError&) {
        // What failed the run, a full disk, may fail its note; the first failure is told at the end all the same.
    }
}

void StudyNotes::dropped(const RunIndex& run)
{
    under_way_.erase(run);
}

void StudyNotes::alive()
{
    const auto now = std::chrono::steady_clock::now();
    if (now - written_ < between_signs) return;
    written_ = now;
    write();
}

void StudyNotes::write()
{
    std::string text;
    for (const auto& [run, what] : under_way_) text += what + '\n';
    try {
        write_file_soon(note_, text);
    } catch (const IoError&) {
        // A sign of life that cannot be given (a full disk) is no reason to lose the run.
    }
}

} // namespace dcsim
