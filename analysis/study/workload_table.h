#pragma once
#include "analysis/results/run_record.h"
#include "models/site/totals.h"
#include "models/world/scenario.h"

namespace dcsim {

/// The table "workloads" of one run: a row for every workload of the scenario, in its order. What a workload does not
/// have is NaN: a job has no latency, a service no run time.
Table workload_table(const Scenario& scenario, const SiteTotals& totals);
/// Its columns, without values: they are the same in every run.
Table workload_columns();

} // namespace dcsim
