#include "models/world/evidence.h"
#include "sim/config/report.h"
#include <algorithm>

namespace dcsim {

MarkedNumbers numbers_used(const PolicyScenario& policy, const WorkloadScenario& workload,
                           const MarkedNumbers& of_catalogue)
{
    std::vector<std::string> tables{"workload." + workload.name + '.'};
    for (const std::size_t index : workload.routing.pools) {
        const std::string& pool = policy.scenario.site.pools[index].name;
        tables.push_back(pool == main_pool ? "cluster." : "pool." + pool + ".cluster.");
    }
    for (const auto& technique : workload.techniques) tables.push_back("catalog.technique." + technique.name + '.');
    MarkedNumbers used;
    for (const ListedValue& value : listing(policy.resolved)) {
        const auto inside = [&](const std::string& table) { return value.path.starts_with(table); };
        const auto number = of_catalogue.find(value.place);
        if (number != of_catalogue.end() && std::ranges::any_of(tables, inside)) used.insert(*number);
    }
    return used;
}

MarkedNumbers numbers_used(const ScenarioFile& file)
{
    const auto computes = [](const WorkloadScenario& w) { return w.jobs.work || w.service; };
    const auto some = [&](const PolicyScenario& p) { return std::ranges::any_of(p.scenario.workloads, computes); };
    if (std::ranges::none_of(file.policies, some)) return {};
    const MarkedNumbers of_catalogue = marked_numbers(file.document.catalogue().all());
    MarkedNumbers used;
    for (const PolicyScenario& policy : file.policies)
        for (const WorkloadScenario& workload : policy.scenario.workloads)
            if (computes(workload)) used.merge(numbers_used(policy, workload, of_catalogue));
    return used;
}

} // namespace dcsim
