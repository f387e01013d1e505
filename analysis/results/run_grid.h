#pragma once
#include "analysis/results/result_set.h"
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace dcsim {

/// Where runs and sites lie in arrays over ([point,] policy, replication, site), the last index fastest.
class RunGrid {
public:
    /// `results` must outlive the grid. LogicError if a run is there twice or is not on the grid.
    explicit RunGrid(const ResultSet& results) : RunGrid{results, results.replications} {}
    /// Only runs with these replications, in this order.
    RunGrid(const ResultSet& results, std::vector<std::uint32_t> replications);

    std::size_t cells() const { return at_.size(); } ///< points x policies x replications
    std::size_t replications() const { return replications_.size(); }
    const RunRecord* run(std::size_t cell) const { return at_[cell]; } ///< null where the run is missing
    std::vector<const RunRecord*> in_order() const;                    ///< those that are there, by cell

    std::size_t point_of(const RunRecord& run) const;
    std::size_t policy_of(const RunRecord& run) const;
    std::size_t site_of(const SiteRecord& site) const;

private:
    std::size_t cell_of(const RunRecord& run) const;

    const ResultSet& results_;
    std::vector<std::uint32_t> replications_;
    std::vector<const RunRecord*> at_;
};

} // namespace dcsim
