#include "app/replications_remark.h"
#include "sim/config/report.h"
#include <fmt/core.h>

namespace dcsim {

std::string replications_remark(const ScenarioFile& file)
{
    const PolicyScenario& baseline = file.policies[file.baseline()];
    const auto& precision = baseline.scenario.precision;
    const Origin said = origin_of(baseline.resolved, "scenario.replications");
    if (!precision || said.line == 0) return {};
    return fmt::format(
        "scenario.replications = {} has no effect: [study.precision] runs {} to {} replications, as many "
        "as it takes (--set study.precision.enabled=false runs so many)",
        baseline.scenario.replications, precision->least, precision->most);
}

} // namespace dcsim
