#pragma once
#include "models/site/site.h"
#include <vector>

namespace dcsim {

/// The invariants of a finished run: energy, carbon and jobs balance, nothing negative, nothing that is not a number.
/// `window` covers the counting window, which ends at `end`; the site is settled there.
std::vector<CheckResult> run_checks(const Site& site, const SiteTotals& window, Time end);

} // namespace dcsim
