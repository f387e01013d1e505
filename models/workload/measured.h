#pragma once
#include "sim/config/fields.h"
#include "sim/numerics/variates.h"
#include <vector>

namespace dcsim {

/// A measured distribution of durations by points, interpolated in log time.
struct MeasuredTimes {
    std::vector<Span> times{Span{static_cast<std::int64_t>(ns_per_second)}};
    std::vector<double> percent{100}; ///< of the jobs, not longer
};

/// Reads `times` and `percent`; false where they are no distribution, which has been reported then.
bool read_measured(Fields& f, MeasuredTimes& p);

/// In seconds, with shares of 0 to 1 at the points; absent = those that were measured.
EmpiricalCdf cdf(const MeasuredTimes& p);
EmpiricalCdf cdf(const MeasuredTimes& p, std::vector<double> share);

/// Mean of the durations between each point and the one before, and the share of jobs there; the first is the
/// shortest duration itself.
struct MeasuredBins {
    std::vector<double> seconds, share;
};
MeasuredBins bins(const MeasuredTimes& p);

} // namespace dcsim
