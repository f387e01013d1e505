#pragma once
#include "analysis/results/run_record.h"
#include "models/site/totals.h"
#include "models/world/scenario_file.h"

namespace dcsim {

/// Whether runs of the file have that table: some policy has several pools.
bool has_pools(const ScenarioFile& file);

/// The table "pools" of one run: a row for every pool of the site, in the order of the scenario.
Table pool_table(const SiteTotals& totals);

} // namespace dcsim
