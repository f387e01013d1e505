#pragma once
#include "models/vocabulary/demand.h"
#include <string>

/// What the cases about presets share: one job as a whole scenario.
namespace dcsim::preset_cases {

/// What one job came to, at the plugs of the servers.
struct PresetRun {
    double kwh{0}, hours{0};     ///< from submission to the end
    double one_off_kwh{0};       ///< what its techniques cost once, in no other number
    ByCause<double> cause_kwh{}; ///< sum to `kwh`

    double share(Cause cause) const { return at(cause_kwh, cause) / kwh; }
    Cause dominant() const;
    /// Hours in which kernels run on the reference node, whose 8 accelerators draw 1,500 W with nothing running.
    double busy_hours() const { return hours - at(cause_kwh, Cause::overhead) / 1.5; }
};

/// Runs one job of the workload whose table holds `lines`, on so many nodes. `more` stands after it in the file.
PresetRun run_one(const std::string& lines, const std::string& node = "reference-8xa100", int nodes = 1,
                  const std::string& more = {});

/// The lines of a preset with techniques: `names` as they stand between the brackets.
std::string with_techniques(const std::string& preset, const std::string& names);

} // namespace dcsim::preset_cases
