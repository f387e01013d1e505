#pragma once
#include "analysis/results/manifest.h"
#include "analysis/results/result_set.h"
#include "analysis/study/plan.h"
#include <filesystem>

namespace dcsim {

/// What the folder of a sweep has to know of its plan, so that others can count and merge its runs without the
/// scenario: `study.json`.
struct StudyFile {
    ResultShape shape; ///< with all replications that there may be
    std::size_t baseline{0};
    std::optional<PrecisionParams> precision;
    std::uint32_t replications{1};    ///< without precision
    std::vector<std::string> digests; ///< by point and policy
    std::vector<std::string> labels;  ///< of points, for messages
    std::vector<Manifest::Input> inputs;
    Manifest::Numbers numbers;
    bool sampled{false}; ///< points were drawn: no two of them differ in one key alone
    struct ProbedKey {
        std::string path;
        std::vector<std::string> digests; ///< by policy
    };
    std::vector<ProbedKey> probes; ///< see Probe

    std::size_t points() const { return labels.size(); }
    std::string fingerprint(const RunIndex& run) const
    {
        return run_fingerprint(digests[run.point * shape.policies.size() + run.policy], run.replication);
    }
};

StudyFile study_file(const StudyPlan& plan);
/// On which what its work takes is computed.
Manifest::Numbers numbers_of(const StudyPlan& plan);

/// Stands for all that the plan says, hexadecimal digits: whoever works on a part tells by it whether it is still one.
std::string plan_digest(const StudyPlan& plan);

/// JSON text and back; reading throws IoError naming the file if it is not what to_json gave.
std::string to_json(const StudyFile& study);
StudyFile read_study_file(const std::filesystem::path& path);

} // namespace dcsim
