#include "analysis/results/run_grid.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <string_view>

namespace dcsim {

namespace {

template <class T> std::size_t position(const std::vector<T>& all, const T& one, std::string_view why)
{
    const auto found = std::find(all.begin(), all.end(), one);
    require(found != all.end(), why);
    return static_cast<std::size_t>(found - all.begin());
}

std::size_t cell_of(const RunKey& key, const ResultShape& shape)
{
    require(key.point < shape.points(), "a run has a point that the results do not have");
    const std::size_t policy = position(shape.policies, key.policy, "a run has a policy that the results do not have");
    return (key.point * shape.policies.size() + policy) * shape.replications.size() +
           position(shape.replications, key.replication, "a run has an unknown replication");
}

} // namespace

RunGrid::RunGrid(const ResultSet& results) : results_{results}
{
    at_.assign(results.points() * results.runs_per_point(), nullptr);
    for (const RunRecord& run : results.runs) {
        const RunRecord*& cell = at_[cell_of(run.key, results)];
        require(cell == nullptr, "a run is in the results twice");
        cell = &run;
    }
}

PointRuns RunGrid::runs(std::size_t point) const
{
    PointRuns all;
    const std::size_t each = results_.runs_per_point();
    for (std::size_t i = point * each; i < (point + 1) * each; ++i)
        all.emplace_back(std::shared_ptr<const void>{}, at_[i]); // owned by the results
    return all;
}

std::size_t site_of(const SiteRecord& site, const ResultShape& shape)
{
    return position(shape.sites, site.site, "a run has a site that the results do not have");
}

} // namespace dcsim
