#include "app/commands.h"
#include "app/exit_code.h"
#include "models/world/scenario_file.h"
#include "sim/config/report.h"
#include <algorithm>
#include <fmt/core.h>

namespace dcsim {

namespace {

void print_values(const std::vector<ListedValue>& values)
{
    std::size_t widest = 0;
    for (const ListedValue& v : values) widest = std::max(widest, v.path.size() + v.value.size() + 3);
    widest = std::min<std::size_t>(widest, 70);
    for (const ListedValue& v : values) fmt::print("{:<{}}  # {}\n", v.path + " = " + v.value, widest, v.place);
}

/// The values in which a policy differs from the baseline.
std::vector<ListedValue> changes(const std::vector<ListedValue>& policy, const std::vector<ListedValue>& baseline)
{
    std::vector<ListedValue> changed;
    for (const ListedValue& v : policy) {
        const bool same = std::any_of(baseline.begin(), baseline.end(),
                                      [&](const ListedValue& b) { return b.path == v.path && b.value == v.value; });
        if (!same) changed.push_back(v);
    }
    return changed;
}

} // namespace

int check_command(const ScenarioOptions& options, const Registries& registries)
{
    const ScenarioFile file = load_scenario(options.file, options.sets, registries);
    const PolicyScenario& baseline = file.policies[file.baseline()];
    const std::vector<ListedValue> base = listing(baseline.resolved);
    fmt::print("# {}: valid; policy {} (baseline)\n", options.file.string(), baseline.name);
    print_values(base);
    for (const PolicyScenario& p : file.policies) {
        if (p.is_baseline) continue;
        fmt::print("\n# policy {}: what differs from {}\n", p.name, baseline.name);
        print_values(changes(listing(p.resolved), base));
    }
    return exit_good;
}

} // namespace dcsim
