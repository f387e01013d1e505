#pragma once
#include "analysis/results/run_record.h"
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// A folder of finished runs, one file each, named by the fingerprint of what the run depends on. A study is finished
/// when its shards are; starting again runs what is missing. Thread-safe.
class Shards {
public:
    /// Writes nothing: the folder is created for the first run that finishes. Throws IoError naming the path and the
    /// reason if it cannot be.
    enum class Use { writing, reading }; ///< a folder that is only read need not be writable
    explicit Shards(std::filesystem::path folder, Use use = Use::writing);

    /// Whether none has finished: then fingerprints need not be known yet.
    bool are_none() const;

    /// The finished run with this fingerprint (hexadecimal digits), if there is one that is whole and readable.
    std::optional<RunRecord> find(const std::string& fingerprint);

    /// Stores a finished run; throws IoError naming the path and the reason, and leaves nothing torn behind.
    void finish(const std::string& fingerprint, RunRecord run);

    /// Files that find() met and could not use, one sentence each, in the order of finding.
    std::vector<std::string> ignored() const;

private:
    std::filesystem::path path_of(const std::string& fingerprint) const;

    std::filesystem::path folder_;
    mutable std::mutex mutex_;
    std::vector<std::string> ignored_;
};

} // namespace dcsim
