#pragma once
#include "models/vocabulary/job.h"
#include <map>
#include <vector>

namespace dcsim {

/// Which jobs wait for the ends of others of their workload. A job whose predecessor ends in another way than by
/// completion never runs, nor do those that follow it. Predecessors are submitted before their followers; one that was
/// never submitted counts as completed: streams name those instead that it would have waited for.
class Workflows {
public:
    /// The job is submitted. How many of its predecessors have not ended; none if one of them never completes.
    std::optional<std::uint32_t> open(const JobSpec& spec, JobId job);

    /// Jobs that another's end concerns, in the order of submission.
    struct Followers {
        std::vector<JobId> free; ///< nothing holds them back any more
        std::vector<JobId> lost; ///< they never run
    };
    /// The job has ended. Those among `lost` are still to be closed.
    Followers close(const JobSpec& spec, bool completed);

    void state(Archive& archive);

private:
    struct Name {
        WorkloadId workload{};
        std::uint64_t number{0};
        friend auto operator<=>(const Name&, const Name&) = default;
    };
    struct Member {
        JobId job{};
        std::uint32_t missing{0}; ///< predecessors that have not ended
        std::vector<Name> followers{};
        bool broken{false}; ///< it ended in another way than by completion; all else is void
        void state(Archive& archive)
        {
            archive("job", job)("missing", missing)("followers", followers)("broken", broken);
        }
    };

    std::map<Name, Member> members_; ///< without those that have completed
};

} // namespace dcsim
