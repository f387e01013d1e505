#include "models/world/scenario_file.h"
#include "models/world/named_files.h"
#include "sim/config/catalogue.h"
#include "sim/config/render.h"
#include "sim/config/report.h"
#include <algorithm>
#include <functional>

namespace dcsim {

namespace {

using FileCheck = std::function<void(const Resolved&, std::vector<Problem>&)>;
enum class Keep { everything, parameters };

PolicyScenario read_policy(const Document& document, std::size_t index, const Registries& registries, Keep keep,
                           std::vector<Problem>& problems)
{
    const ComposedPolicy& policy = document.policies()[index];
    PolicyScenario p{policy.name, policy.is_baseline, Scenario{registries}, {}};
    const auto declaration = [&](Fields& f) { fields(f, p.scenario); };
    if (keep == Keep::everything)
        p.resolved = visit_tree(document.resolved(index), document.catalogue(), problems, declaration);
    else
        read_tree(document.resolved(index), document.catalogue(), problems, declaration);
    return p;
}

/// Where the scenario says what energy costs; of line 0 if it leaves that to the defaults.
Origin origin_of_price(const Resolved& resolved)
{
    for (const char* key : {"file", "price", "weekday", "kind"}) {
        const Origin origin = origin_of(resolved, std::string{"supply.grid.price."} + key);
        if (origin.line > 0) return origin;
    }
    return {};
}

/// Costs are compared, never converted. Where a scenario states no price its currency is not known yet.
void check_currency(const PolicyScenario& p, const std::string& currency, const std::string& others,
                    std::vector<Problem>& problems)
{
    if (currency != others && !currency.empty() && !others.empty())
        problems.push_back({origin_of_price(p.resolved), "policy." + p.name + ".supply.grid.price",
                            "is in " + currency + ", but other policies pay in " + others +
                                " (costs are compared between policies, and not converted)"});
}

/// What must be equal under all policies, or they could not be compared.
void check_comparable(const std::vector<PolicyScenario>& policies, std::vector<Problem>& problems)
{
    const Scenario& first = policies.front().scenario;
    for (const PolicyScenario& p : policies) {
        const Scenario& s = p.scenario;
        const auto same = [&](bool equal, const char* key) {
            if (!equal)
                problems.push_back(
                    {origin_of(p.resolved, key), "policy." + p.name + "." + key,
                     "must not differ between policies (they are compared over equal time and equal work)"});
        };
        same(s.window.start == first.window.start, "scenario.start");
        same(s.window.duration == first.window.duration, "scenario.duration");
        same(s.window.warmup == first.window.warmup, "scenario.warmup");
        same(s.window.drain == first.window.drain, "scenario.drain");
        same(s.replications == first.replications, "scenario.replications");
        same(s.seed == first.seed, "scenario.seed");
        same(s.precision == first.precision, "study.precision.half_width");
        check_currency(p, s.currency, first.currency, problems);
    }
}

/// With the problems of policies, whose values are read nevertheless: all is told at once.
ScenarioFile read_all(std::string name, Document document, const Registries& registries, Keep keep = Keep::everything,
                      const FileCheck& check_files = {})
{
    std::vector<PolicyProblems> found;
    ScenarioFile file{std::move(name), std::move(document), {}};
    for (std::size_t i = 0; i < file.document.policies().size(); ++i) {
        std::vector<Problem> problems;
        file.policies.push_back(read_policy(file.document, i, registries, keep, problems));
        if (check_files) check_files(file.policies.back().resolved, problems);
        found.push_back({file.policies.back().name, std::move(problems)});
    }
    std::vector<Problem> all = combined(found);
    if (all.empty()) check_comparable(file.policies, all);
    const std::vector<Problem>& of_policies = file.document.policy_problems();
    all.insert(all.begin(), of_policies.begin(), of_policies.end());
    if (!all.empty()) throw ConfigError{std::move(all)};
    return file;
}

} // namespace

std::size_t ScenarioFile::baseline() const
{
    const auto found = std::find_if(policies.begin(), policies.end(), [](const auto& p) { return p.is_baseline; });
    require(found != policies.end(), "a scenario file has a baseline");
    return static_cast<std::size_t>(found - policies.begin());
}

ScenarioFile load_scenario(const std::filesystem::path& file, const std::vector<std::string>& sets,
                           const Registries& registries)
{
    return read_all(file.stem().string(), load_document(file, sets, Catalogue::of_program()), registries,
                    Keep::everything, [](const Resolved& resolved, std::vector<Problem>& problems) {
                        for (Problem& p : unreadable_files(resolved)) problems.push_back(std::move(p));
                    });
}

ScenarioFile parse_scenario(std::string_view text, const std::string& file, const Registries& registries)
{
    return read_all(std::filesystem::path{file}.stem().string(),
                    parse_document(text, file, {}, Catalogue::of_program()), registries);
}

ScenarioFile at_point(const ScenarioFile& file, const std::vector<Assignment>& point)
{
    return read_all(file.name, file.document.at(point), *file.policies.front().scenario.registries);
}

ScenarioFile parameters_at_point(const ScenarioFile& file, const std::vector<Assignment>& point)
{
    return read_all(file.name, file.document.at(point), *file.policies.front().scenario.registries, Keep::parameters);
}

std::string currency_of(const ScenarioFile& file, Inputs& inputs)
{
    std::vector<Problem> problems;
    const std::string first = currency_of(file.policies.front().scenario, inputs);
    for (const PolicyScenario& p : file.policies) check_currency(p, currency_of(p.scenario, inputs), first, problems);
    if (!problems.empty()) throw ConfigError{std::move(problems)};
    return first;
}

std::string resolved_toml(const ScenarioFile& file)
{
    std::vector<PolicyValues> policies;
    for (const PolicyScenario& p : file.policies) policies.push_back({p.name, p.is_baseline, p.resolved});
    return resolved_toml(policies);
}

} // namespace dcsim
