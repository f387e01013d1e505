#pragma once
#include "sim/config/fields.h"
#include <cstdint>
#include <string>
#include <vector>

namespace dcsim {

/// How precise a study has to be: replications are added until the intervals of these metrics are short enough.
struct PrecisionParams {
    std::vector<std::string> metrics;
    double half_width{0.02};            ///< of a 95 % interval, as part of the metric's mean under the baseline
    std::uint32_t least{10}, most{200}; ///< replications
    friend bool operator==(const PrecisionParams&, const PrecisionParams&) = default;
};

void fields(Fields& f, PrecisionParams& p);

/// What somebody says that a policy does to each job of the workloads whose techniques it changes, relative to the
/// baseline. Results are held against it; it changes none of them.
struct ClaimParams {
    std::vector<double> work_time, energy; ///< from, to; empty: nothing is said of it
    std::string source;
};

void fields(Fields& f, ClaimParams& p);

} // namespace dcsim
