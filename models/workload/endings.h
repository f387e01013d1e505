#pragma once
#include "models/vocabulary/job.h"
#include "models/workload/durations.h"
#include "models/workload/sizes.h"
#include "sim/numerics/tilt.h"

namespace dcsim {

/// How the jobs of a workload end: drawn at submission with chances that move with the job's accelerator time, so that
/// each ending has its share of the jobs and of the time held.
///
/// The chance of an ending is proportional to factor * (accelerators * duration)^exponent. Completed and cancelled jobs
/// run for their duration, since published durations are those of jobs as they ran; failed ones stop at a fraction of
/// it that follows Beta(0.5, 1): most failures come early [assumption].
///
/// What work takes is known to hardware alone, so its endings have the same chances for all jobs; and the whole of it
/// is stated, so cancelled jobs stop before its end, at a uniform fraction [assumption].
class Endings {
public:
    Endings(PowerTilt by_time, std::vector<Fate::Ending> endings);
    Fate draw(Random&, double accelerator_seconds) const;
    Fate draw_of_work(Random&) const;

private:
    Fate::Ending choose(Random&, double accelerator_seconds) const;

    PowerTilt by_time_;
    std::vector<Fate::Ending> endings_;
};

/// Reads the optional table `key` of the endings' shares and fits their chances to what the laws deliver. None where
/// the table is absent: all jobs complete.
std::shared_ptr<const Endings> read_endings(Fields& f, std::string_view key, const Maker<Sizes>& sizes,
                                            const Maker<Durations>& durations);

/// The same for jobs that are given by their work: shares of jobs alone.
std::shared_ptr<const Endings> read_endings_of_work(Fields& f, std::string_view key);

} // namespace dcsim
