#pragma once
#include "models/vocabulary/supply.h"
#include "sim/base/units.h"

namespace dcsim {

/// What the supply delivered since the start of the run. The difference of two is what a window took.
struct SupplyTotals {
    std::array<Energy, static_cast<std::size_t>(Flow::count)> energy{};
    Carbon location_carbon{}; ///< import times average intensity
    Money cost{};             ///< import times price, less income from export
    Energy from_site{};       ///< load met by the site's own generation, directly or through the battery
    Energy carbon_free{};     ///< load met free of carbon, matched by hour, the grid's carbon-free share included
    Energy stored{};          ///< in the battery; a difference is the change
    Carbon stored_carbon{};   ///< of the stored energy; a difference is the change
    Power peak_import{}; ///< highest quarter-hour mean since begin_window(); of a difference, that of the later one

    Energy of(Flow flow) const { return energy[static_cast<std::size_t>(flow)]; }
    Energy load() const { return of(Flow::it) + of(Flow::cooling) + of(Flow::loss); }
    Energy generation() const { return of(Flow::solar) + of(Flow::wind); }
    /// 24/7 coverage: share of the load met by the site itself. NaN without load, like the other two.
    double coverage() const { return from_site / load(); }
    /// Load-weighted carbon-free energy score, with the grid's share.
    double carbon_free_score() const { return carbon_free / load(); }
    /// Matching by volume, whatever the hour.
    double volume_matching() const;
    /// Energy that entered the bus less what left it; rounding only.
    Energy residual() const;
};
SupplyTotals operator-(SupplyTotals later, const SupplyTotals& earlier);

} // namespace dcsim
