#include "app/commands.h"
#include "app/exit_code.h"
#include "app/explanation.h"
#include "models/world/scenario_file.h"
#include "sim/config/catalogue.h"
#include "sim/config/suggest.h"
#include <algorithm>
#include <fmt/core.h>

namespace dcsim {

namespace {

[[noreturn]] void unknown(const std::string& name, const std::string& what, const std::vector<std::string>& known)
{
    throw ConfigError{{{{}, name, "is not " + what + " (" + suggestion(name, known) + ")"}}};
}

void check_row(const std::string& name, const std::string& kind)
{
    const Catalogue catalogue = Catalogue::of_program();
    const std::vector<std::string_view> names = catalogue.names(kind);
    const std::vector<std::string> known(names.begin(), names.end());
    if (std::ranges::find(known, name) == known.end()) unknown(name, "a " + kind + " of the catalogue", known);
}

/// The workload of the catalogue alone on one kind of node.
ScenarioFile scenario_of_preset(const ExplainOptions& o, const Registries& registries)
{
    check_row(o.workload, "workload");
    check_row(o.node, "node");
    const std::string text = fmt::format("schema = 1\n[scenario]\nduration = \"365 d\"\n[cluster]\nnodes = 1\n"
                                         "node = \"{}\"\n[workload.{}]\npreset = \"{}\"\n",
                                         o.node, o.workload, o.workload);
    return parse_scenario(text, o.workload + " on " + o.node, registries);
}

template <class All> auto& named(const All& all, const std::string& name, const std::string& what)
{
    std::vector<std::string> known;
    for (const auto& one : all) {
        if (one.name == name) return one;
        known.push_back(one.name);
    }
    unknown(name, what, known);
}

} // namespace

int explain_workload_command(const ExplainOptions& o, const Registries& registries)
{
    const bool alone = o.scenario.file.empty();
    if (alone && !o.policy.empty())
        throw ConfigError{{{{}, "--policy", "needs a scenario file (the catalogue has no policies)"}}};
    const ScenarioFile file =
        alone ? scenario_of_preset(o, registries) : load_scenario(o.scenario.file, o.scenario.sets, registries);
    const std::string in_file = " of " + o.scenario.file.string();
    const PolicyScenario& policy =
        o.policy.empty() ? file.policies[file.baseline()] : named(file.policies, o.policy, "a policy" + in_file);
    const Explained e{file, policy, named(policy.scenario.workloads, o.workload, "a workload" + in_file)};
    const std::unique_ptr<Hardware> nodes = hardware(e.pool());
    fmt::print("{}", heading_text(e));
    if (!nodes || (!e.workload.jobs.work && !e.workload.service)) {
        fmt::print("\nIts jobs have a given duration: hardware does not decide what they take{}.\n",
                   e.workload.checkpoint && e.workload.checkpoint()
                       ? ", and saves by workload." + e.workload.name + ".checkpoint come on top"
                       : "");
        return exit_good;
    }
    fmt::print("{}", e.workload.service ? service_text(e, *nodes) : job_text(e, *nodes));
    fmt::print("{}{}", one_off_text(e, *nodes), evidence_text(e));
    return exit_good;
}

} // namespace dcsim
