#pragma once
#include "analysis/results/result_set.h"
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace dcsim {

/// The runs of one point by (policy, replication), the last index fastest; null where a run is missing.
using PointRuns = std::vector<std::shared_ptr<const RunRecord>>;

/// Where a results file gets its runs, point by point and more than once: not all of them need to be in memory.
class RunReader {
public:
    virtual ~RunReader() = default;
    virtual PointRuns runs(std::size_t point) const = 0;
};

/// Runs in memory. `results` must outlive the grid.
class RunGrid final : public RunReader {
public:
    /// LogicError if a run is there twice or is not on the grid.
    explicit RunGrid(const ResultSet& results);
    PointRuns runs(std::size_t point) const override;

private:
    const ResultSet& results_;
    std::vector<const RunRecord*> at_;
};

/// Position of a site in the results; LogicError if the results do not have it.
std::size_t site_of(const SiteRecord& site, const ResultShape& shape);

} // namespace dcsim
