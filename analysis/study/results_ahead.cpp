#include "analysis/study/results_ahead.h"
#include "analysis/study/assemble.h"
#include "analysis/study/pool_table.h"
#include "analysis/study/workload_table.h"
#include <algorithm>

namespace dcsim {

namespace {

bool lists_jobs(const PolicyScenario& policy)
{
    return policy.scenario.output.jobs != OutputParams::Traces::none;
}

/// If all runs finish. None where some have tables of jobs, whose rows nobody knows.
std::vector<TableOutline> tables_of(const StudyPlan& plan)
{
    const ScenarioFile& file = plan.file();
    if (std::ranges::any_of(file.policies, lists_jobs)) return {};
    std::size_t workloads = 0, pools = 0;
    for (const PolicyScenario& policy : file.policies) {
        workloads += policy.scenario.workloads.size();
        pools += policy.scenario.site.pools.size();
    }
    std::vector<TableOutline> tables{{workload_columns(), workloads * plan.replications()}};
    if (has_pools(file)) tables.push_back({pool_table({}), pools * plan.replications()});
    return tables;
}

} // namespace

ResultsAhead::ResultsAhead(const StudyPlan& plan, SpareThread* spare_thread)
    : hashing_{spare_thread}, drafting_{spare_thread}
{
    if (!spare_thread) return;
    hashing_.begin([&plan] { plan.digest(0, 0); }); // with it come all others
    if (plan.precision()) return;                   // which decides how many replications there are
    drafting_.begin_steps([this, &plan] {
        if (draft_) return draft_->go_on();
        draft_ = std::make_unique<ResultsDraft>(shape_of(plan, plan.replications()), tables_of(plan));
        return true;
    });
}

std::unique_ptr<ResultsDraft> ResultsAhead::take()
{
    drafting_.await();
    return std::move(draft_);
}

} // namespace dcsim
