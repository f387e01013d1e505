#pragma once
#include <cstdint>
#include <string>

namespace dcsim {

/// Which direction of a difference is an improvement; `neither` is never called a saving.
enum class Better : std::uint8_t { lower, higher, neither };

/// One row of the metrics table: feeds the screen, HDF5 attributes and `explain`.
struct MetricInfo {
    std::string name;                   ///< snake case with its boundary and unit: "energy_facility_kwh"
    std::string unit;                   ///< UDUNITS: "kW h", "kg", "1", "s"
    std::string boundary;               ///< it | facility | site | grid | jobs
    std::string meaning;                ///< one sentence, becomes long_name
    std::string numerator, denominator; ///< names of metrics of which this is the ratio of sums; empty otherwise
    Better better{Better::neither};
    friend bool operator==(const MetricInfo&, const MetricInfo&) = default;
};

} // namespace dcsim
