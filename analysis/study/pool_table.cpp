#include "analysis/study/pool_table.h"
#include <algorithm>
#include <limits>

namespace dcsim {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

template <class F> auto column(const SiteTotals& totals, const F& of)
{
    std::vector<decltype(of(totals.pools.front()))> values;
    for (const PoolTotals& pool : totals.pools) values.push_back(of(pool));
    return values;
}

} // namespace

bool has_pools(const ScenarioFile& file)
{
    return std::ranges::any_of(file.policies, [](const auto& p) { return p.scenario.site.pools.size() > 1; });
}

Table pool_table(const SiteTotals& totals)
{
    using P = const PoolTotals&;
    std::vector<Column> columns;
    const auto add = [&](const char* name, const char* unit, const char* meaning, const auto& of) {
        columns.push_back({name, unit, meaning, column(totals, of)});
    };
    add("pool", "", "name in the scenario; main is [cluster]", [](P p) { return p.name; });
    add("accelerators", "1", "of its nodes", [](P p) { return static_cast<double>(p.accelerators); });
    add("energy_it_kwh", "kW h", "IT energy of its nodes and switches in the window, at the basis of node power",
        [](P p) { return p.jobs.it / kWh; });
    add("energy_idle_kwh", "kW h", "of this, that of nodes which no job uses", [](P p) { return p.jobs.idle / kWh; });
    add("accelerator_hours", "h", "accelerators held times time",
        [](P p) { return p.jobs.accelerator_seconds / 3600; });
    add("accelerator_hours_capacity", "h", "accelerators times time",
        [](P p) { return p.jobs.capacity_seconds / 3600; });
    add("utilisation", "1", "share of the accelerators that jobs hold", [](P p) {
        return p.jobs.capacity_seconds > 0 ? p.jobs.accelerator_seconds / p.jobs.capacity_seconds : missing;
    });
    add("core_hours", "h", "processor cores held times time, of its nodes and beside them",
        [](P p) { return p.jobs.core_seconds / 3600; });
    add("core_hours_capacity", "h", "those cores times time; 0 where they are no constraint",
        [](P p) { return p.jobs.core_capacity_seconds / 3600; });
    add("availability", "1", "share of the accelerators that are not on a node that is down", [](P p) {
        if (p.jobs.capacity_seconds <= 0) return missing;
        return std::max(0.0, 1 - p.jobs.down_seconds / p.jobs.capacity_seconds);
    });
    add("jobs_submitted", "1", "jobs submitted to it inside the counting window",
        [](P p) { return static_cast<double>(p.account.counted.submitted); });
    add("jobs_completed", "1", "of these, completed",
        [](P p) { return static_cast<double>(p.account.counted.completed); });
    add("wait_mean_s", "s",
        "mean time in the queue of its jobs that started, deferral and waits after interruptions included",
        [](P p) { return p.account.wait_seconds.n() == 0 ? missing : p.account.wait_seconds.mean(); });
    return {"pools", std::move(columns), "row"};
}

} // namespace dcsim
