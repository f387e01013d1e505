#include "app/commands.h"
#include "app/exit_code.h"
#include "app/replications_remark.h"
#include "app/table.h"
#include "app/words.h"
#include "models/world/named_files.h"
#include "models/world/scenario_file.h"
#include "models/world/simulation.h"
#include "sim/config/report.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <fmt/core.h>

namespace dcsim {

namespace {

/// One value per line, its origin behind it. Values are cut to what fits the screen, unless all of them is wanted.
void print_values(const std::vector<ListedValue>& values, CheckOptions::Length length)
{
    constexpr std::size_t origins = 60, longest_value = 60, least_value = 16;
    for (const ListedValue& v : values) {
        const std::string place = "  # " + v.place;
        const std::size_t beside = v.path.size() + 3 + place.size();
        const std::size_t room = screen_columns - std::min(beside, screen_columns);
        const bool full = length == CheckOptions::Length::full;
        const std::size_t columns = full ? std::string::npos : std::clamp(room, least_value, longest_value);
        std::string line = v.path + " = " + brief(v.value, columns);
        const std::size_t width = display_width(line);
        if (width < origins && origins + place.size() <= screen_columns) line += std::string(origins - width, ' ');
        fmt::print("{}{}\n", line, place);
    }
}

bool same_value(const ListedValue& a, const ListedValue& b)
{
    return a.value.has_value() == b.value.has_value() && (!a.value || same_data(*a.value, *b.value));
}

/// The values in which a policy differs from the baseline.
std::vector<ListedValue> changes(const std::vector<ListedValue>& policy, const std::vector<ListedValue>& baseline)
{
    std::vector<ListedValue> changed;
    for (const ListedValue& v : policy) {
        const bool same = std::any_of(baseline.begin(), baseline.end(),
                                      [&](const ListedValue& b) { return b.path == v.path && same_value(b, v); });
        if (!same) changed.push_back(v);
    }
    return changed;
}

std::string names(const ScenarioFile& file)
{
    std::vector<std::string> all;
    for (const PolicyScenario& p : file.policies) all.push_back(p.name);
    return joined_list(all);
}

/// Reads what a run reads before its first event: heads of job files, weather, mix, prices. Throws IoError as it would.
void look_at_inputs(const ScenarioFile& file)
{
    Inputs inputs;
    for (const PolicyScenario& p : file.policies) {
        if (named_files(p.resolved).empty()) continue;
        const Simulation run{p.scenario, Simulation::context_of(p.scenario, 0, inputs), nullptr};
    }
}

} // namespace

int check_command(const CheckOptions& options, const Registries& registries)
{
    const ScenarioFile file = load_scenario(options.scenario.file, options.scenario.sets, registries);
    const PolicyScenario& baseline = file.policies[file.baseline()];
    look_at_inputs(file);
    const std::string remark = replications_remark(file);
    const std::vector<ListedValue> base = listing(baseline.resolved);
    fmt::print("# {} is valid.\n{}\n", options.scenario.file.string(), wrapped("# Policies:", names(file), 2));
    if (!remark.empty()) fmt::print("{}\n", wrapped("#", remark, 2));
    fmt::print("# Every value of the baseline, policy {}, and where it comes from:\n", baseline.name);
    print_values(base, options.length);
    for (const PolicyScenario& p : file.policies) {
        if (p.is_baseline) continue;
        fmt::print("\n# What policy {} has otherwise than {}:\n", p.name, baseline.name);
        print_values(changes(listing(p.resolved), base), options.length);
    }
    return exit_good;
}

} // namespace dcsim
