#pragma once
#include "analysis/results/run_record.h"
#include "sim/base/time.h"
#include "sim/record/metric.h"
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace dcsim {

/// Name and value, in the order of the file.
using Attributes = std::vector<std::pair<std::string, std::variant<std::string, double, std::int64_t>>>;

/// All that one results file holds. Runs come in any order and any of them may be missing: their cells are NaN.
struct ResultSet {
    std::vector<std::string> points; ///< of a sweep; empty where nothing is swept, and then there is no such dimension
    std::vector<std::string> policies; ///< in the order of the scenario file
    std::vector<std::string> sites;    ///< "all" among them
    std::vector<std::uint32_t> replications;
    std::vector<MetricInfo> metrics; ///< gives the order of SiteRecord::metrics
    std::int64_t start_unix_ns{0};   ///< UTC of Time{0}
    Span sample_every{};
    Interval window{}; ///< covered by the series
    std::vector<RunRecord> runs;
    Attributes attributes; ///< of the root: dcsim_version, scenario, seed, status; the format's own come by themselves
};

} // namespace dcsim
