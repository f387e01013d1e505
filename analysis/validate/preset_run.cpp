#include "analysis/validate/preset_run.h"
#include "analysis/validate/trial.h"
#include <algorithm>
#include <fmt/core.h>

namespace dcsim::preset_cases {

Cause PresetRun::dominant() const
{
    return static_cast<Cause>(std::ranges::max_element(cause_kwh) - cause_kwh.begin());
}

PresetRun run_one(const std::string& lines, const std::string& node, int nodes, const std::string& more)
{
    Trial trial{fmt::format(R"([scenario]
duration = "1 h"
drain = "5000 d"
end = "drained"
[climate]
kind = "constant"
[cluster]
nodes = {}
node = "{}"
[facility]
kind = "constant-pue"
pue = 1
wue = "0 L/kWh"
settle_every = "1 h"
[supply.grid]
kind = "constant"
intensity = "0 g/kWh"
price = {{ kind = "fixed", price = "0 EUR/MWh" }}
[output]
traces = "none"
[workload.one]
arrivals = {{ kind = "at-start", count = 1 }}
{}
{})",
                            nodes, node, lines, more)};
    const TrialResult result = trial.run();
    require(result.jobs.size() == 1 && result.jobs.front().status == JobStatus::completed, "one job runs to its end");
    const JobRecord& job = result.jobs.front();
    const JobTotals::Workload& workload = result.outcome.totals.jobs.workloads.front();
    PresetRun run{.kwh = workload.energy / kWh,
                  .hours = seconds(*job.end - job.submit) / hour,
                  .one_off_kwh = result.metric("energy_one_off_kwh")};
    std::ranges::transform(workload.ledgers.cause, run.cause_kwh.begin(), [](Energy e) { return e / kWh; });
    return run;
}

std::string with_techniques(const std::string& preset, const std::string& names)
{
    return fmt::format("preset = \"{}\"\ntechniques = [{}]\n", preset, names);
}

} // namespace dcsim::preset_cases
