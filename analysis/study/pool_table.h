#pragma once
#include "analysis/results/run_record.h"
#include "models/site/totals.h"

namespace dcsim {

/// The table "pools" of one run: a row for every pool of the site, in the order of the scenario.
Table pool_table(const SiteTotals& totals);

} // namespace dcsim
