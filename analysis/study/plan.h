#pragma once
#include "analysis/results/result_set.h"
#include "analysis/study/design.h"
#include "models/world/scenario_file.h"
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace dcsim {

class SweptValues;

/// Which run of a plan.
struct RunIndex {
    std::size_t point{0}; ///< from the number of points on: a probe
    std::size_t policy{0};
    std::uint32_t replication{0};
    friend auto operator<=>(const RunIndex&, const RunIndex&) = default;
};

/// In a sampled design every key differs from point to point, so points do not tell which keys matter. A probe does:
/// the first point with one key set as at that point which has it farthest from there. Its runs are the first
/// replications.
struct Probe {
    std::string path; ///< of the key
    std::vector<Assignment> at;
};

/// What determines the numbers of a run: `digest` stands for its policy at its point. Hexadecimal digits.
std::string run_fingerprint(const std::string& digest, std::uint32_t replication);

/// All runs of one command: points x policies x replications, and probes x policies.
class StudyPlan {
public:
    /// One point: the file as it is. `file` and `inputs` outlive the plan. Throws as currency_of(file, inputs), and
    /// IoError if an input file cannot be read.
    StudyPlan(const ScenarioFile& file, Inputs& inputs);
    /// Reads the file at every point of the design, on `threads` threads (0 = all of the machine). Throws ConfigError
    /// with the problems of all points, each told once; IoError if an input file cannot be read.
    StudyPlan(const ScenarioFile& file, Inputs& inputs, Design design, int threads = 0);

    const ScenarioFile& file() const { return *file_; }
    Inputs& inputs() const { return *inputs_; }
    const std::string& currency() const { return currency_; } ///< ISO code of all money
    const Design& design() const { return design_; }
    const std::vector<SweptAxis>& axes() const { return axes_; } ///< the design, as results show it
    std::size_t points() const { return design_.points(); }
    const std::vector<Probe>& probes() const { return probes_; }
    std::size_t policies() const { return file_->policies.size(); }
    const std::optional<PrecisionParams>& precision() const;
    std::uint32_t replications() const;       ///< at the most
    std::uint32_t replications_first() const; ///< those that are needed whatever they give

    /// The file at a point or probe, read again where something is swept: keep it while its runs last.
    std::shared_ptr<const ScenarioFile> scenario(std::size_t point) const;
    std::string label(std::size_t point) const; ///< of a point or probe, for messages; empty where nothing is swept

    RunKey key(const RunIndex& run) const
    {
        return {static_cast<std::uint32_t>(run.point), file_->policies[run.policy].name, run.replication};
    }

    /// Replications `from` to `to` of all points, replication by replication: all policies of one before the next, so
    /// that an interrupted study holds complete pairs. Probes come after the first replication.
    std::vector<RunIndex> runs(std::uint32_t from, std::uint32_t to) const;
    std::vector<RunIndex> runs() const { return runs(0, replications_first()); }

    /// Of all that determines the numbers of a policy's runs at a point: resolved policy, contents of its input files,
    /// program. Names of policies, and how many replications there are, are no part of it.
    const std::string& digest(std::size_t point, std::size_t policy) const
    {
        return digests_of_file_ ? digest_of_file(policy) : digests_.at(point * policies() + policy);
    }
    std::string fingerprint(const RunIndex& run) const
    {
        return run_fingerprint(digest(run.point, run.policy), run.replication);
    }
    /// How long a run takes, compared to others, as far as that can be told before.
    double effort(const RunIndex& run) const { return efforts_[run.point * policies() + run.policy]; }

private:
    /// Of the file as it is, made when they are first asked for: input files are hashed then.
    struct LateDigests {
        std::once_flag made;
        std::vector<std::string> by_policy;
    };

    const std::string& digest_of_file(std::size_t policy) const;
    void add(std::size_t point, const ScenarioFile& file);
    void read_points(int threads, SweptValues& values);
    void read_point(std::size_t point, SweptValues& values, std::vector<Problem>& problems);
    void add_probes();
    std::vector<Assignment> assignments(std::size_t point) const
    {
        return point < points() ? design_.at(point) : probes_[point - points()].at;
    }

    const ScenarioFile* file_;
    Inputs* inputs_;
    std::string currency_;
    Design design_;
    std::vector<SweptAxis> axes_;
    std::vector<Probe> probes_;
    std::unique_ptr<LateDigests> digests_of_file_; ///< null where something is swept
    std::vector<std::string> digests_;             ///< there by point and policy, those of probes behind
    std::vector<double> efforts_;
};

} // namespace dcsim
