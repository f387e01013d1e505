#pragma once
#include "analysis/results/result_set.h"
#include "app/comparison_cells.h"
#include <string_view>

namespace dcsim {

/// A cause's part of a workload's energy.
bool is_cause(const Shown& s);

/// The tables of one name of a study, by policy and replication. The first column is the name of what a row is about.
class RunTables {
public:
    RunTables(const ResultSet& results, std::string_view name); ///< of the results, which outlive this

    /// One number of one row by replication; causes as shares of their energy. NaN where a run is missing, or has no
    /// such row.
    std::vector<double> values(std::size_t policy, const std::string& row, const Shown& s) const;
    /// A policy against another one in one number of one row.
    Comparison comparison(std::size_t baseline, std::size_t policy, const std::string& row, const Shown& s) const;
    /// The mean over replications; 0 of none.
    double mean(std::size_t policy, const std::string& row, const Shown& s) const;
    /// A word of one row, of the first run that has it.
    std::string word(std::size_t policy, const std::string& row, std::string_view column) const;

private:
    std::vector<std::vector<const Table*>> tables_; ///< null where a run is missing or has none
};

} // namespace dcsim
