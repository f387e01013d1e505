#include "analysis/validate/technique_trial.h"
#include "analysis/validate/catalogue_rows.h"
#include "sim/config/catalogue.h"
#include "sim/config/visit.h"

namespace dcsim::technique_trials {

Techniques techniques(const std::vector<std::string>& names, const AiModel* model)
{
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "'" : ", '") + name + "'";
    ChosenTechniques chosen;
    std::vector<Problem> problems;
    visit_tree(parse_toml("techniques = [" + list + "]", "case.toml"), Catalogue::of_program(), problems,
               [&](Fields& f) { techniques_field(f, technique_models(), chosen); });
    if (!problems.empty()) throw ConfigError{std::move(problems)};
    return Techniques{chosen, {model}};
}

Pace pace_on(const std::string& accelerator, const Demand& d, std::uint32_t accelerators)
{
    const NodeHardwareParams p{.accelerator = catalogue_accelerator("preset = '" + accelerator + "'"),
                               .accelerators = accelerators,
                               .host = {}};
    return make_hardware(p)->pace(d, {accelerators, accelerators, 16.0 * accelerators}, {});
}

double gain(const std::vector<std::string>& names, const std::string& accelerator, const Demand& before,
            const AiModel* model)
{
    Demand after = before;
    techniques(names, model).apply(after);
    return pace_on(accelerator, before).iteration / pace_on(accelerator, after).iteration;
}

} // namespace dcsim::technique_trials
