#pragma once
#include "models/vocabulary/demand.h"
#include "models/vocabulary/hardware.h"
#include "sim/base/time.h"
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace dcsim {

/// A stretch of a job: time at rest, iterations of a demand, and how often their state is saved.
struct Stretch {
    Span at_rest{}; ///< start-up, waiting: nothing runs
    Demand demand{};
    double iterations{0};    ///< of the demand
    double saves{0};         ///< of the demand's checkpoint, with nothing else running
    std::uint32_t copies{1}; ///< of the demand that run side by side
    std::uint32_t each{0};   ///< accelerators of one copy; 0 = all that the job holds. What no copy uses is at rest
    std::string name{};      ///< "answers"; empty where a job has but one
};

/// One way of doing a job.
struct Way {
    std::vector<Stretch> stretches{};
    std::string label{}; ///< "batch 128"
};

/// How accelerators may be run, and what is best where there is more than one way.
struct Control {
    std::vector<Operating> points{{}};
    double energy_weight{1}; ///< 1 = least energy, 0 = least time [Zeus, arXiv 2208.06102, eq. 2]
    double slowdown{std::numeric_limits<double>::infinity()}; ///< at most, over the fastest, as a fraction
};

/// What a job of one size does, before hardware turns it into time and energy.
struct Work {
    std::vector<Way> ways{};
    Control control{};
    std::optional<std::string> refusal{}; ///< why a job of this size cannot do it
    double items{0};                      ///< that one job goes through
    std::string item{"item"};
};

} // namespace dcsim
