#pragma once
#include "tests/models/world/scenario_run.h"

namespace dcsim {

/// A cluster of nodes of the catalogue, without weather and losses, on which one job of a workload with these lines
/// runs. `more` stands after it.
inline std::string one_job(const std::string& node, int nodes, const std::string& lines, const std::string& more = {})
{
    return "[scenario]\nduration = '1 h'\ndrain = '2000 d'\nend = 'drained'\n[cluster]\nnodes = " +
           std::to_string(nodes) + "\nnode = '" + node +
           "'\n[facility]\nkind = 'constant-pue'\npue = 1\nwue = '0 L/kWh'\nsettle_every = '1 h'\n"
           "[output]\ntraces = 'none'\n[workload.one]\n" +
           lines + "arrivals = { kind = 'at-start', count = 1 }\n" + more;
}

struct JobRun {
    double kwh{0}, hours{0};
    ByCause<Energy> cause{};

    double share(Cause of) const { return at(cause, of) / kWh / kwh; }
    Cause dominant() const { return static_cast<Cause>(std::ranges::max_element(cause) - cause.begin()); }
};

inline JobRun run_job(const std::string& node, int nodes, const std::string& lines, const std::string& more = {})
{
    const ScenarioFile file = read_scenario(one_job(node, nodes, lines, more));
    const Ran run = ran(file.policies.front().scenario);
    require_checks_pass(run);
    REQUIRE(run["jobs_completed"] == 1);
    const JobTotals::Workload& w = run.outcome.totals.jobs.workloads.front();
    return {w.energy / kWh, run["makespan_s"] / 3600, w.ledgers.cause};
}

} // namespace dcsim
