#pragma once
#include "analysis/results/run_record.h"
#include "analysis/results/shards.h"
#include "models/world/scenario_file.h"
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// Which run of a plan.
struct RunIndex {
    std::size_t policy{0};
    std::uint32_t replication{0};
};

/// All runs of one command: policies x replications.
class StudyPlan {
public:
    /// `file` and `inputs` outlive the plan. Throws as currency_of(file, inputs).
    StudyPlan(const ScenarioFile& file, Inputs& inputs)
        : file_{&file}, inputs_{&inputs}, currency_{currency_of(file, inputs)}
    {
    }

    const ScenarioFile& file() const { return *file_; }
    Inputs& inputs() const { return *inputs_; }
    const std::string& currency() const { return currency_; } ///< ISO code of all money
    const PolicyScenario& policy(const RunIndex& run) const { return file_->policies[run.policy]; }

    RunKey key(const RunIndex& run) const { return {"", policy(run).name, run.replication}; }

    /// Replication by replication, all policies of one before the next: an interrupted study holds complete pairs.
    std::vector<RunIndex> runs() const;
    /// Of all that determines the numbers of a run: resolved policy, contents of its input files, replication, program.
    /// Names of policies are no part of it. Hexadecimal digits.
    std::string fingerprint(const RunIndex& run) const;

private:
    const ScenarioFile* file_;
    Inputs* inputs_;
    std::string currency_;
};

struct StudyProgress {
    std::size_t runs{0}, finished{0}, reused{0};
    std::uint64_t events{0};
    double fraction{0}; ///< of all simulated time, the runs under way included
};

struct StudyOptions {
    int threads{0};                                       ///< 0 = as many as the machine has
    Shards* shards{nullptr};                              ///< where finished runs are kept; null = nowhere
    bool fresh{false};                                    ///< run everything anew, even what the shards hold
    std::function<void(const StudyProgress&)> progress{}; ///< called under a lock, from any thread
    const std::atomic<bool>* stop{nullptr}; ///< when set, no run is started and those under way are dropped
};

struct StudyOutcome {
    std::vector<std::optional<RunRecord>> runs; ///< in the order of StudyPlan::runs(); absent = not finished
    StudyProgress progress;
    bool complete() const { return progress.finished == progress.runs; }
};

/// Runs what the shards do not hold yet, one run per thread at a time. The outcome does not depend on the number of
/// threads. The first exception of a run is rethrown after the others have ended.
StudyOutcome run_study(const StudyPlan& plan, const StudyOptions& options);

} // namespace dcsim
