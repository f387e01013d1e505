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

/// What one key of the scenario is set to along an axis of a sweep.
struct SweptKey {
    std::string name; ///< of the coordinate: "solar_peak"
    std::string path; ///< in the scenario: "policy.solar-battery.supply.solar.peak"
    std::string unit; ///< UDUNITS; empty for text
    std::variant<std::vector<double>, std::vector<std::string>> values; ///< by level
    bool logarithmic{false};                                            ///< drawn on a log scale

    void state(Archive&);
};

/// One dimension of a sweep: the keys that change together along it.
struct SweptAxis {
    std::string name; ///< that of its key if it has one key
    std::vector<SweptKey> keys;
    std::size_t levels{0};

    /// One key that gives the dimension its name and its coordinate values.
    bool is_one_key() const { return keys.size() == 1 && keys.front().name == name; }
    void state(Archive&);
};

/// What a results file is of, without its runs.
struct ResultShape {
    std::vector<SweptAxis> axes;       ///< of a sweep, the last fastest; empty where nothing is swept
    std::vector<std::string> policies; ///< in the order of the scenario file
    std::vector<std::string> sites;    ///< "all" among them
    std::vector<std::uint32_t> replications;
    std::vector<MetricInfo> metrics; ///< gives the order of SiteRecord::metrics
    std::int64_t start_unix_ns{0};   ///< UTC of Time{0}
    Span sample_every{};
    Interval window{};     ///< covered by the series
    Attributes attributes; ///< of the root: dcsim_version, scenario, seed; the format's own come by themselves
    Attributes findings;   ///< of the root too, behind these: what only the runs tell, as status

    std::size_t points() const; ///< of all axes; 1 where nothing is swept
    std::size_t runs_per_point() const { return policies.size() * replications.size(); }
};

/// All that one results file holds. Runs come in any order and any of them may be missing: their cells are NaN.
struct ResultSet : ResultShape {
    std::vector<RunRecord> runs;
};

} // namespace dcsim
