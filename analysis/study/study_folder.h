#pragma once
#include "analysis/results/shards.h"
#include "analysis/study/study.h"
#include "analysis/study/study_file.h"
#include <chrono>
#include <map>
#include <set>

namespace dcsim {

/// The folder of a sweep: `study.json`, `shards/`, a note in `failed/` for each run that failed, one in `running/` for
/// each process at work. Several processes may work in it, on several machines that share it.
class StudyFolder {
public:
    explicit StudyFolder(std::filesystem::path path) : path_{std::move(path)} {}

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path shards() const { return path_ / "shards"; }
    std::filesystem::path study() const { return path_ / "study.json"; }

    /// Replaces the plan, if it is another one; throws IoError.
    void write(const StudyFile& study) const;
    /// Throws IoError saying that this is no folder of a sweep.
    StudyFile read() const;

    /// Fingerprints of the finished runs, by their names alone: whether they are whole is known when they are read.
    std::set<std::string> finished() const;

    struct Failure {
        std::string fingerprint, text; ///< which run, and why
    };
    std::vector<Failure> failures() const;
    void note_failure(const std::string& fingerprint, const std::string& text) const;
    void clear_failure(const std::string& fingerprint) const;

    struct Process {
        std::string name; ///< host and process
        std::vector<std::string> runs;
        std::chrono::seconds silent{0}; ///< since its last sign of life
    };
    std::vector<Process> running() const; ///< without those that are known to have been killed

private:
    std::filesystem::path path_;
};

/// Keeps the notes of one process in the folder of its sweep.
class StudyNotes : public RunListener {
public:
    StudyNotes(const StudyFolder& folder, const StudyPlan& plan);
    ~StudyNotes() override; ///< takes the note of this process away

    void started(const RunIndex& run) override;
    void finished(const RunIndex& run, const RunRecord& record) override;
    void failed(const RunFailure& failure) override;
    void dropped(const RunIndex& run) override;
    void alive(); ///< a sign of life, now and then

    std::size_t failures() const { return failures_; }
    const std::string& first_failure() const { return first_failure_; }
    std::string text_of(const RunIndex& run) const; ///< "everything, replication 3, at cluster.nodes = 16"

private:
    void write();

    const StudyFolder& folder_;
    const StudyPlan& plan_;
    std::filesystem::path note_;
    std::set<std::string> failed_before_;
    std::map<RunIndex, std::string> under_way_;
    std::chrono::steady_clock::time_point written_{};
    std::size_t failures_{0};
    std::string first_failure_;
};

} // namespace dcsim
