#include "analysis/study/run.h"
#include "analysis/study/job_table.h"
#include "analysis/study/pool_table.h"
#include "analysis/study/workload_table.h"
#include "models/site/site.h"
#include "models/world/metrics.h"
#include "models/world/simulation.h"
#include <algorithm>
#include <chrono>
#include <utility>

namespace dcsim {

namespace {

/// How far a run goes between two looks at whether to stop: a day, or as little as takes about a second where much
/// happens. What comes out does not depend on where it is cut.
class Slices {
public:
    Span next()
    {
        const auto now = std::chrono::steady_clock::now();
        const double took = std::chrono::duration<double>(now - std::exchange(since_, now)).count();
        if (took > 1)
            length_ = std::max(least, Span{length_.ns / 4});
        else if (took < 0.1)
            length_ = std::min(most, Span{2 * length_.ns});
        return length_;
    }

private:
    static constexpr Span least{1'000'000'000}, most{std::int64_t{86'400} * 1'000'000'000};
    std::chrono::steady_clock::time_point since_{std::chrono::steady_clock::now()};
    Span length_{least};
};

bool keeps(OutputParams::Traces which, std::uint32_t replication)
{
    return which == OutputParams::Traces::all || (which == OutputParams::Traces::first && replication == 0);
}

std::vector<CheckRecord> records(const std::vector<CheckResult>& checks)
{
    std::vector<CheckRecord> all;
    for (const CheckResult& c : checks) all.push_back({c.name, c.residual, c.tolerance, c.passed(), {}});
    return all;
}

JobTable job_table(const ScenarioFile& file, const Scenario& scenario)
{
    std::vector<std::string> names, pools;
    for (const WorkloadScenario& workload : scenario.workloads) names.push_back(workload.name);
    if (has_pools(file))
        for (const PoolParams& pool : scenario.site.pools) pools.push_back(pool.name);
    return {std::move(names), std::move(pools), {scenario.window.counted_from(), scenario.window.arrivals_until()}};
}

} // namespace

std::optional<FinishedRun> run(const StudyPlan& plan, const ScenarioFile& at_point, const RunIndex& index,
                               const std::function<bool(double fraction)>& keep_going, SpareThread* spare_thread)
{
    const Scenario& scenario = at_point.policies[index.policy].scenario;
    PackingSink series{bins_in({scenario.window.counted_from(), scenario.window.end()}, scenario.output.sample_every)};
    const bool traced = keeps(scenario.output.traces, index.replication);
    const bool listed = keeps(scenario.output.jobs, index.replication);
    JobTable jobs = job_table(at_point, scenario);
    const JobListener tell = [&jobs](const JobRecord& job) { jobs.add(job); };
    Simulation simulation{scenario, Simulation::context_of(scenario, index.replication, plan.inputs()),
                          traced ? &series : nullptr, listed ? tell : JobListener{}, spare_thread};
    Slices slices;
    while (!simulation.finished()) {
        simulation.advance_to(std::min(simulation.now() + slices.next(), simulation.end()));
        if (!keep_going(seconds(simulation.now()) / seconds(simulation.end()))) return std::nullopt;
    }
    const Outcome outcome = simulation.finish();
    for (const auto& pool : simulation.site().pools())
        if (listed) pool->jobs().each_unfinished(outcome.end, tell);

    FinishedRun finished{.record = {}, .events = simulation.events()};
    finished.record.key = plan.key(index);
    finished.record.sites.push_back({"all", evaluate(metrics_table(plan.currency()), outcome.totals), series.take()});
    if (listed) finished.record.tables.push_back(jobs.take());
    finished.record.tables.push_back(workload_table(scenario, outcome.totals));
    if (has_pools(at_point)) finished.record.tables.push_back(pool_table(outcome.totals));
    finished.record.checks = records(outcome.checks);
    finished.record.clamps = outcome.clamped_hours;
    finished.record.sources = outcome.sources;
    finished.record.warnings = outcome.warnings;
    return finished;
}

} // namespace dcsim
