#include "analysis/results/run_grid.h"
#include "sim/base/errors.h"
#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace dcsim {

namespace {

template <class T> bool contains(const std::vector<T>& all, const T& one)
{
    return std::find(all.begin(), all.end(), one) != all.end();
}

template <class T> std::size_t position(const std::vector<T>& all, const T& one, std::string_view why)
{
    const auto found = std::find(all.begin(), all.end(), one);
    require(found != all.end(), why);
    return static_cast<std::size_t>(found - all.begin());
}

} // namespace

RunGrid::RunGrid(const ResultSet& results, std::vector<std::uint32_t> replications)
    : results_{results}, replications_{std::move(replications)}
{
    const std::size_t points = std::max<std::size_t>(1, results.points.size());
    at_.assign(points * results.policies.size() * replications_.size(), nullptr);
    for (const RunRecord& run : results.runs) {
        if (!contains(replications_, run.key.replication)) {
            require(contains(results.replications, run.key.replication), "a run has an unknown replication");
            continue;
        }
        const RunRecord*& cell = at_[cell_of(run)];
        require(cell == nullptr, "a run is in the results twice");
        cell = &run;
    }
}

std::vector<const RunRecord*> RunGrid::in_order() const
{
    std::vector<const RunRecord*> present;
    std::copy_if(at_.begin(), at_.end(), std::back_inserter(present), [](const RunRecord* run) { return run; });
    return present;
}

std::size_t RunGrid::point_of(const RunRecord& run) const
{
    return position(results_.points, run.key.point, "a run has a point that the results do not have");
}

std::size_t RunGrid::policy_of(const RunRecord& run) const
{
    return position(results_.policies, run.key.policy, "a run has a policy that the results do not have");
}

std::size_t RunGrid::site_of(const SiteRecord& site) const
{
    return position(results_.sites, site.site, "a run has a site that the results do not have");
}

std::size_t RunGrid::cell_of(const RunRecord& run) const
{
    const std::size_t point = results_.points.empty() ? 0 : point_of(run);
    return (point * results_.policies.size() + policy_of(run)) * replications_.size() +
           position(replications_, run.key.replication, "a run has an unknown replication");
}

} // namespace dcsim
