#pragma once
#include "models/vocabulary/scheduling.h"
#include "sim/config/fields.h"
#include <memory>
#include <optional>

namespace dcsim {

/// Which job a policy prefers: lower ranks go first, equal ones by submission.
class Ranking {
public:
    virtual ~Ranking() = default;
    virtual double rank(const JobView& job, Time now) const = 0;
    virtual double rank(const RunningView& job, Time now) const = 0; ///< for preemption
    virtual void held_changed(Time, WorkloadId, std::int64_t /*milli_accelerators*/) {}
    virtual void state(Archive&) {}
};

/// What starts beside a job that is next and finds no room.
enum class Fill : std::uint8_t { strict, skip, easy, conservative };

struct OrderedParams {
    Fill fill{Fill::easy};
    std::optional<Span> preempt_after; ///< a job may be suspended for another once it has run so long; absent = never
};

/// Reads `fill`.
void fill_field(Fields& f, Fill& fill);
/// Reads `fill`, `preempt`, `min_run`.
void fields(Fields& f, OrderedParams& p);

/// Residents first, then jobs by rank; what does not fit is left to the policy that fills.
///
/// With preemption, a job that finds no room takes that of running jobs of a higher rank that are interruptible, from
/// the highest rank down, of equal ones the last started first; whose room turns out not to be needed runs on.
std::unique_ptr<Scheduler> ordered(std::unique_ptr<Ranking> ranking, const OrderedParams& p);

} // namespace dcsim
